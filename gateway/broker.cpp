#include "gateway/broker.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include <caf/make_message.hpp>
#include <caf/make_type_erased_tuple_view.hpp>

#include "gateway/descriptors.hpp"
#include "gateway/messages.hpp"

namespace target_sdk::detail {

namespace basp = caf::io::basp;
using caf::io::connection_handle;
using caf::io::new_connection_msg;
using caf::io::new_data_msg;

namespace {

constexpr std::chrono::seconds pause_between_looks{1};

} // namespace

caf::behavior gateway_broker::make_behavior() {
  auto usual = basp_broker::make_behavior();
  auto own = caf::message_handler{
    [this](const new_connection_msg& news) { receive(news); },
    [this, usual](new_data_msg& data) mutable {
      greet(data.handle);
      auto view = caf::make_type_erased_tuple_view(data);
      usual(view);
    },
    [this, usual](caf::connect_atom atom, caf::io::scribe_ptr& connected,
                  std::uint16_t port) mutable {
      const auto connection = connected->hdl();
      auto all = caf::make_message(atom, std::move(connected), port);
      usual(all);
      // CAF leaves that at zero: a handshake would have time until the next heartbeat only.
      if (const auto found = ctx.find(connection); found != ctx.end())
        found->second.last_seen = clock().now();
    },
    [this](look_at_doors_again) { look_at_doors(); },
  };
  if (doors_.reserve > 0)
    look_at_doors();
  return own.or_else(usual);
}

bool gateway_broker::cleanup(caf::error&& reason, caf::execution_unit* host) {
  close_all();
  return scheduled_actor::cleanup(std::move(reason), host);
}

void gateway_broker::receive(const new_connection_msg& news) {
  if (!make_room_for(static_cast<std::size_t>(news.handle.id()))) {
    ++closed_;
    take(news.handle); // Nobody else has it: that closes it.
    return;
  }
  set_context(news.handle);
  not_greeted_.add(news.handle, local_port(news.source));
  configure_read(news.handle, caf::io::receive_policy::exactly(basp::header_size));
}

void gateway_broker::greet(connection_handle connection) {
  const auto port = not_greeted_.take(connection);
  if (!port)
    return;
  instance.write_server_handshake(context(), get_buffer(connection), *port);
  flush(connection);
}

bool gateway_broker::make_room_for(std::size_t descriptor) {
  if (are_descriptors_scarce()) {
    open_doors(false);
    return false;
  }
  // The kernel gives the lowest that is free: those below are in use. Only others get higher ones.
  const auto limit = descriptor_limit();
  if (descriptor < limit - std::min(doors_.reserve, limit / 2))
    return true;
  return close_oldest_silent();
}

bool gateway_broker::close_oldest_silent() {
  while (const auto oldest = not_greeted_.take_oldest())
    if (valid(*oldest)) {
      ++closed_;
      connection_cleanup(*oldest, caf::sec::connection_timeout);
      close(*oldest);
      return true;
    }
  return false;
}

void gateway_broker::look_at_doors() {
  open_doors(!are_descriptors_scarce());
  if (const auto closed = std::exchange(closed_, 0); closed > 0)
    doors_.logger(log_level::warning,
                  "gateway: " + std::to_string(closed)
                    + " connections of back ends or strangers were closed for want of descriptors"
                      ", of which there may be "
                    + std::to_string(descriptor_limit()));
  delayed_send(this, pause_between_looks, look_at_doors_again{});
}

void gateway_broker::open_doors(bool are_open) {
  for (const auto& [handle, door] : get_map(caf::io::accept_handle()))
    if (are_open)
      door->trigger();
    else
      door->halt();
}

} // namespace target_sdk::detail
