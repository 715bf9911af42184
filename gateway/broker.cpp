#include "gateway/broker.hpp"

#include <utility>

#include <caf/make_message.hpp>
#include <caf/make_type_erased_tuple_view.hpp>

namespace target_sdk::detail {

namespace basp = caf::io::basp;
using caf::io::connection_handle;
using caf::io::new_connection_msg;
using caf::io::new_data_msg;

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
  };
  return own.or_else(usual);
}

void gateway_broker::receive(const new_connection_msg& news) {
  set_context(news.handle);
  not_greeted_[news.handle] = local_port(news.source);
  configure_read(news.handle, caf::io::receive_policy::exactly(basp::header_size));
}

void gateway_broker::greet(connection_handle connection) {
  const auto found = not_greeted_.extract(connection);
  if (found.empty())
    return;
  instance.write_server_handshake(context(), get_buffer(connection), found.mapped());
  flush(connection);
}

} // namespace target_sdk::detail
