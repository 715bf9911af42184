# What libtarget_sdk_gateway.so needs of the inside of libtarget_sdk.so: namespace/name. It is not for
# programs.
set(target_sdk_seam
  delivery/full_organization_id
  detail/as_guest detail/bounce detail/carrier_ended_error detail/client_closing_error
  detail/fork_count detail/home_unit detail/host_at_home detail/inside_mark detail/make_client
  detail/run_callback detail/run_guarded detail/run_later detail/spawn_event_callback detail/unwatch detail/watch)
