#include "tools/targetctl/edge/request_reader.hpp"

#include <array>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>

namespace target_sdk::tools::edge {

namespace http = boost::beast::http;
using boost::system::error_code;

void request_reader::start() {
  clear();
  refusal_ = 0;
  head_size_ = 0;
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(limits_.head));
  parser_->body_limit(limits_.body);
}

void request_reader::clear() {
  drop_body();
  request_ = {};
}

void request_reader::drop_body() {
  body_share_.clear();
  request_.body = {};
}

reading request_reader::take(buffer& input) {
  return parser_->is_header_done() ? take_body(input) : take_head(input);
}

// The parser's own limit does not count the request line, when that comes first and alone: it is
// shown no more than a head may have.
reading request_reader::take_head(buffer& input) {
  if (input.size() == 0)
    return reading::needs_more;
  error_code failure;
  const auto shown = boost::asio::buffer(input.cdata(), limits_.head - head_size_);
  const auto size = parser_->put(shown, failure);
  input.consume(size);
  head_size_ += size;
  const bool is_too_large = head_size_ + (shown.size() - size) >= limits_.head;
  if (failure == http::error::need_more && !is_too_large)
    return reading::needs_more;
  copy_head();
  return failure ? refuse(failure) : reading::has_head;
}

reading request_reader::take_body(buffer& input) {
  std::array<char, 16 * 1024> chunk;
  parser_->eager(true);
  while (!parser_->is_done()) {
    if (input.size() == 0)
      return reading::needs_more;
    auto& into_chunk = parser_->get().body();
    into_chunk.data = chunk.data();
    into_chunk.size = chunk.size();
    error_code failure;
    input.consume(parser_->put(input.data(), failure));
    const auto size = chunk.size() - into_chunk.size;
    if (!body_share_.grow(size))
      return refuse(503);
    request_.body.append(chunk.data(), size);
    if (failure == http::error::need_more && input.size() < input.max_size())
      return reading::needs_more;
    if (failure && failure != http::error::need_buffer)
      return refuse(failure);
  }
  return reading::is_complete;
}

void request_reader::copy_head() {
  const auto& head = parser_->get();
  request_.method = std::string(head.method_string());
  request_.target = std::string(head.target());
  request_.version = static_cast<int>(head.version());
  for (const auto& field : head)
    request_.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
}

reading request_reader::refuse(int status) {
  refusal_ = status;
  return reading::is_refused;
}

reading request_reader::refuse(const error_code& failure) {
  if (failure == http::error::body_limit)
    return refuse(413);
  // More is needed than the input may hold: a line without end.
  if (failure == http::error::header_limit || failure == http::error::need_more)
    return refuse(431);
  return refuse(400);
}

bool request_reader::expects_continue() const {
  return !parser_->is_done() && parser_->get()[http::field::expect] == "100-continue";
}

bool request_reader::keeps_alive() const {
  return parser_ && parser_->is_done() && parser_->get().keep_alive();
}

} // namespace target_sdk::tools::edge
