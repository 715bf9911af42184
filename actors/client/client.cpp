#include <algorithm>
#include <exception>
#include <future>
#include <system_error>
#include <thread>
#include <utility>

#include <target_sdk/client.hpp>
#include <target_sdk/metrics.hpp>
#include <target_sdk/page.hpp>

#include "actors/artifact/artifact_loader.hpp"
#include "actors/attributes/attributes.hpp"
#include "actors/caf_compat.hpp"
#include "actors/client/connected_client.hpp"
#include "actors/client/event_callback.hpp"
#include "actors/client/router.hpp"
#include "actors/delivery/decide_at_once.hpp"
#include "actors/facade_calls.hpp"
#include "actors/metrics/read_metrics.hpp"
#include "actors/notification/notifier.hpp"
#include "actors/outbox/outbox.hpp"
#include "actors/page/open_page.hpp"
#include "actors/pool/connection_pool.hpp"
#include "actors/visitor/visitor_impl.hpp"
#include "delivery/notification_parts.hpp"
#include "models/deadline.hpp"

namespace target_sdk {
namespace {

/// How much longer than its deadline closing may take to stop the actors.
constexpr std::chrono::milliseconds closing_grace{1000};
constexpr std::chrono::milliseconds default_close_deadline{2000};

/// The system of a client created without one.
struct own_system {
  caf::actor_system_config config;
  std::unique_ptr<caf::actor_system> system;

  explicit own_system(const std::function<void(caf::actor_system_config&)>& configure = {}) {
    init(config);
    tune_for_short_calls(config, std::max(2u, std::thread::hardware_concurrency()));
    config.add_thread_hook<detail::inside_hook>();
    if (configure)
      configure(config);
    system = std::make_unique<caf::actor_system>(config);
  }
};

} // namespace

struct client::impl {
  impl(caf::actor_system& host, std::unique_ptr<own_system> owned,
       detail::settings_ptr the_settings, detail::outbox_actor outbox,
       const detail::foreign_actors& given = {})
    : own(std::move(owned)),
      system(&host),
      settings(std::move(the_settings)),
      runner(std::make_shared<detail::callback_runner>(host)),
      calls(settings, runner) {
    router = detail::spawn_router(host, settings, given);
    handles.delivery = router;
    notifier = detail::spawn_notification(host, settings, router, std::move(outbox), given.carrier);
    handles.notification = notifier;
    handles.attributes = detail::spawn_attributes(host, settings, router);
    detail::loader_actor loader;
    if (settings->decides_locally()) {
      loader = detail::spawn_loader(host, settings, router);
      settings->artifact_handle.store(
        std::make_shared<const artifact_actor>(caf::actor_cast<artifact_actor>(loader)));
    }
    detail::send_anonymously(router, detail::meet_siblings{.notification = notifier,
                                                           .attributes = handles.attributes,
                                                           .artifact = loader});
  }

  ~impl() {
    if (is_of_parent()) {
      leave_to_parent();
      return;
    }
    close(default_close_deadline);
    runner.reset();
    handles = {};
    router = nullptr;
    notifier = nullptr;
    if (!own)
      return;
    // A system cannot be destroyed by one of its own threads: another thread destroys it, while the
    // holder of the last client continues.
    if (detail::is_inside(*system))
      end_elsewhere(std::move(own));
    else
      detail::as_guest(nullptr, [this] { own.reset(); });
  }

  static void end_elsewhere(std::unique_ptr<own_system> last) noexcept {
    auto* system = last.release();
    try {
      std::thread([system] { delete system; }).detach();
    } catch (const std::system_error&) {
      detail::keep_for_ever(system); // No thread available.
    }
  }

  /// In a forked child nothing is left to answer or to end.
  bool is_of_parent() const noexcept { return forks != detail::fork_count(); }

  void leave_to_parent() noexcept {
    struct parents_things {
      std::unique_ptr<own_system> own;
      std::shared_ptr<detail::callback_runner> runner;
      detail::router_actor router;
      detail::notifier_actor notifier;
      actor_handles handles;
    };
    detail::keep_for_ever(new parents_things{std::move(own), std::move(runner), std::move(router),
                                             std::move(notifier), std::move(handles)});
  }

  /// Why calls are refused, if they are.
  std::optional<error> refusal() const {
    if (is_of_parent())
      return error{.kind = error_kind::shutting_down,
                   .message = "the client was made before fork, by the parent process"};
    if (closed)
      return detail::client_closing_error();
    return std::nullopt;
  }

  void close(std::chrono::milliseconds deadline) const {
    if (is_of_parent() || closed.exchange(true))
      return;
    detail::close_client order{.deadline = deadline_after(deadline),
                               .done = std::make_shared<std::promise<void>>()};
    auto gone = order.done->get_future();
    auto last = order.deadline + closing_grace;
    detail::send_anonymously(router, std::move(order));
    // The actors may need this thread of the system in order to end.
    if (!detail::is_inside(*system))
      gone.wait_until(last);
  }

  pending<offers> send_notifications(target_sdk::send_notifications call) const {
    constexpr auto kind = delivery::call_kind::notifications;
    const bool fits = call.request.notifications.size() <= delivery::max_notifications_per_request;
    auto asked = delivery::as_offers_call(std::move(call));
    return fits ? calls.ask_for_offers(router, kind, std::move(asked), refusal())
                : calls.ask_for_offers(notifier, kind, std::move(asked), refusal());
  }

  result<offers> decide(target_sdk::get_offers call) const {
    const auto started = std::chrono::steady_clock::now();
    std::unique_ptr<call_finished> story;
    if (settings->calls->are_told())
      story = detail::begin_story(*settings, call_kind::decision, call.trace);
    auto side = call_side::none;
    std::chrono::nanoseconds took{};
    auto decided = decide(std::move(call), started, side, took);
    if (decided)
      settings->counters->on_answer(call_kind::decision, side, took);
    else
      settings->counters->on_failure(call_kind::decision, side, decided.error().kind);
    if (story) {
      story->side = side;
      story->duration = std::chrono::steady_clock::now() - started;
      if (decided)
        story->request_id = decided->info.request_id;
      detail::end_story(*story, decided ? nullptr : &decided.error());
      settings->calls->tell(*story);
    }
    return decided;
  }

  /// The same, uncounted. `side` says whether it came to a decision, and `took` how long that took:
  /// to look at the clock once more would take a measurable part of it.
  result<offers> decide(target_sdk::get_offers&& call, detail::steady_time started, call_side& side,
                        std::chrono::nanoseconds& took) const {
    if (auto refused = refusal())
      return tl::unexpected(std::move(*refused));
    detail::accepted_call record(std::move(call));
    record.call.decisioning_method = decisioning_method::on_device;
    record.started = started;
    record.deadline = detail::steady_time::max();
    auto local = detail::decide_at_once(record, *settings, settings->artifact.load(),
                                        detail::supplemental_data_id::not_drawn);
    side = record.side;
    if (!local)
      return tl::unexpected(std::move(local.error()));
    // Nobody would deliver the impressions, so the offers must not be shown either.
    if (closed)
      return tl::unexpected(detail::client_closing_error());
    detail::hand_over(*local, *settings, router, handles.notification);
    took = local->took;
    return std::move(local->answer);
  }

  std::unique_ptr<own_system> own;
  caf::actor_system* system;
  detail::settings_ptr settings;
  std::shared_ptr<detail::callback_runner> runner;
  detail::facade_calls calls;
  detail::router_actor router;
  detail::notifier_actor notifier;
  actor_handles handles;
  mutable std::atomic<bool> closed{false};
  std::uint64_t forks = detail::fork_count();
};

namespace {

/// Starts a client by `make`, if its options are valid. The operating system may refuse threads; no
/// exception must leave.
template <class Make>
result<client> start(client_options options, Make make) {
  if (auto valid = validate(options); !valid)
    return tl::unexpected(std::move(valid.error()));
  if (!start_http())
    return fail(error_kind::invalid_configuration, "the client cannot start: libcurl refuses");
  if (detail::is_process_ending())
    return fail(error_kind::shutting_down, "the client cannot start: the process ends");
  auto settings = std::make_shared<detail::client_settings>(std::move(options));
  try {
    return make(std::move(settings));
  } catch (const std::exception& problem) {
    return fail(error_kind::invalid_configuration,
                std::string("the client cannot start: ") + problem.what());
  }
}

/// Makes something with the outbox of these settings: opened, or null when there is to be none.
template <class Make>
auto make_with_outbox(caf::actor_system& system, const detail::settings_ptr& settings, Make make)
  -> result<decltype(make(detail::outbox_actor()))> {
  result<detail::outbox_actor> outbox;
  if (!settings->options.outbox.file.empty())
    outbox = detail::spawn_outbox(system, settings);
  if (!outbox)
    return tl::unexpected(std::move(outbox.error()));
  try {
    return make(*outbox);
  } catch (...) {
    if (*outbox)
      caf::anon_send_exit(*outbox, caf::exit_reason::user_shutdown);
    throw;
  }
}

/// Makes a client with a carrier, which ends with it, and is replaced when it ends before.
std::shared_ptr<const client::impl> make_carried(caf::actor_system& system,
                                                 std::unique_ptr<own_system> own,
                                                 detail::settings_ptr settings,
                                                 const detail::connection& with) {
  auto carrier = with.start(system, settings);
  const auto start_another = [&system, settings, with](const detail::router_actor& router) {
    auto another = with.start(system, settings);
    with.introduce(another, router);
    return another;
  };
  try {
    auto made = std::make_shared<const client::impl>(
      system, std::move(own), std::move(settings), detail::outbox_actor(),
      detail::foreign_actors{.carrier = carrier, .new_carrier = start_another});
    with.introduce(carrier, made->router);
    return made;
  } catch (...) {
    caf::anon_send_exit(carrier, caf::exit_reason::user_shutdown);
    throw;
  }
}

} // namespace

result<client> client::create(caf::actor_system& system, client_options options) {
  return create(system, std::move(options), given_actors());
}

result<client> client::create(caf::actor_system& system, client_options options,
                              const given_actors& actors) {
  return start(std::move(options), [&](detail::settings_ptr settings) -> result<client> {
    if (system.has_middleman() && !compat::is_initialised(system))
      settings->options.logger(
        log_level::warning, "the actor system has a network, but does not know the messages "
                            "of this client: calls from other nodes stay without an answer. Call "
                            "target_sdk::init before the system is made.");
    result<std::shared_ptr<const impl>> made;
    detail::as_guest(&system, [&] {
      made = make_with_outbox(system, settings, [&](const detail::outbox_actor& outbox) {
        return std::make_shared<const impl>(system, nullptr, settings, outbox,
                                            detail::foreign_actors{.pool = actors.pool});
      });
    });
    return std::move(made).map([](auto&& one) { return client(std::move(one)); });
  });
}

result<client> client::create(client_options options) {
  return start(std::move(options), [](detail::settings_ptr settings) -> result<client> {
    result<std::shared_ptr<const impl>> made;
    detail::as_guest(nullptr, [&] {
      auto own = std::make_unique<own_system>();
      auto& system = *own->system;
      made = make_with_outbox(system, settings, [&](const detail::outbox_actor& outbox) {
        return std::make_shared<const impl>(system, std::move(own), settings, outbox);
      });
    });
    return std::move(made).map([](auto&& one) { return client(std::move(one)); });
  });
}

// -- clients whose calls are answered elsewhere ---------------------------------------------------

result<client> detail::make_client(client_options options, const connection& with) {
  return start(std::move(options), [&](detail::settings_ptr settings) {
    std::shared_ptr<const client::impl> made;
    detail::as_guest(nullptr, [&] {
      auto own = std::make_unique<own_system>(with.configure);
      auto& system = *own->system;
      made = make_carried(system, std::move(own), std::move(settings), with);
    });
    return result<client>(client(std::move(made)));
  });
}

result<client> detail::make_client(caf::actor_system& system, client_options options,
                                   const connection& with) {
  return start(std::move(options), [&](detail::settings_ptr settings) {
    std::shared_ptr<const client::impl> made;
    detail::as_guest(&system,
                     [&] { made = make_carried(system, nullptr, std::move(settings), with); });
    return result<client>(client(std::move(made)));
  });
}

// -- the functions of a client --------------------------------------------------------------------

pending<offers> client::get_offers(target_sdk::get_offers call) const {
  return impl_->calls.ask_for_offers(impl_->router, delivery::call_kind::offers, std::move(call),
                                     impl_->refusal());
}

pending<offers> client::send_notifications(target_sdk::send_notifications call) const {
  return impl_->send_notifications(std::move(call));
}

pending<accepted> client::notify(target_sdk::send_notifications report) const {
  return impl_->calls.keep(impl_->notifier, std::move(report), impl_->refusal());
}

pending<target_sdk::attributes> client::get_attributes(target_sdk::get_attributes call) const {
  return impl_->calls.ask_for_attributes(impl_->router, std::move(call), impl_->refusal());
}

result<offers> client::decide(target_sdk::get_offers call) const {
  return impl_->decide(std::move(call));
}

pending<client_ready> client::ready() const {
  std::optional<detail::steady_time> deadline;
  if (auto limit = impl_->settings->options.artifact.maximum_wait_ready)
    deadline = deadline_after(*limit);
  auto state = std::make_shared<detail::pending_state<client_ready>>(impl_->runner, deadline);
  if (impl_->is_of_parent())
    state->complete(tl::unexpected(*impl_->refusal()));
  else
    detail::send_anonymously(
      impl_->router, detail::await_ready{.ticket = std::make_shared<detail::ready_ticket>(state)});
  return pending<client_ready>(std::move(state));
}

visitor client::create_visitor(visitor_options options) const {
  if (impl_->is_of_parent())
    return {};
  return detail::make_visitor(*impl_->system, std::move(options), impl_->router.address());
}

page client::open_page(page_request request) const {
  return open_page(std::move(request), {});
}

page client::open_page(page_request request, page_options options) const {
  return detail::open_page({.system = *impl_->system,
                            .is_own_system = impl_->own != nullptr,
                            .settings = impl_->settings,
                            .calls = impl_->calls,
                            .router = impl_->router,
                            .notifier = impl_->notifier,
                            .attributes = impl_->handles.attributes,
                            .refusal = impl_->refusal()},
                           std::move(request), options);
}

void client::on_event(std::function<void(const event&)> on_event) const {
  if (!on_event || impl_->refusal())
    return;
  detail::as_guest(impl_->system, [&] {
    detail::spawn_event_callback(*impl_->system, impl_->router, std::move(on_event));
  });
}

void client::on_call_finished(std::function<void(const call_finished&)> on_call) const {
  if (!on_call || impl_->refusal())
    return;
  detail::as_guest(impl_->system, [&] {
    detail::spawn_call_callback(*impl_->system, *impl_->settings->calls, impl_->router,
                                std::move(on_call));
  });
}

metrics client::metrics() const {
  return detail::read_metrics(*impl_->settings);
}

void client::close(std::chrono::milliseconds deadline) const {
  impl_->close(deadline);
}

const client_options& client::options() const noexcept {
  return impl_->settings->options;
}

actor_handles client::actors() const {
  auto all = impl_->handles;
  if (auto artifact = impl_->settings->artifact_handle.load())
    all.artifact = *artifact;
  return all;
}

} // namespace target_sdk
