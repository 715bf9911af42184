#include "tools/targetctl/console/event_stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <unistd.h>

namespace target_sdk::tools::console {

namespace net = boost::asio;
using boost::system::error_code;

event_stream::event_stream(const net::any_io_executor& executor, net::ip::tcp::socket& socket)
  : out_(std::make_shared<boost::beast::tcp_stream>(executor)) {
  // Without a descriptor it stays closed, and writing fails.
  error_code failure;
  const auto protocol = socket.local_endpoint(failure).protocol();
  const int own = ::fcntl(socket.native_handle(), F_DUPFD_CLOEXEC, 0);
  if (own >= 0 && out_->socket().assign(protocol, own, failure))
    ::close(own);
}

event_stream::~event_stream() {
  const auto executor = out_->get_executor();
  net::post(executor, [out = std::move(out_)]() mutable { out.reset(); });
}

net::awaitable<error_code> event_stream::write(std::string_view text,
                                               std::chrono::steady_clock::duration limit) {
  const auto writing = [this, text, limit]() -> net::awaitable<error_code> {
    error_code failure;
    out_->expires_after(limit);
    co_await net::async_write(*out_, net::buffer(text.data(), text.size()),
                              net::redirect_error(net::use_awaitable, failure));
    co_return failure;
  };
  co_return co_await net::co_spawn(out_->get_executor(), writing, net::use_awaitable);
}

} // namespace target_sdk::tools::console
