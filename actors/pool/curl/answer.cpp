#include "actors/pool/curl/answer.hpp"

#include <algorithm>
#include <utility>

#include "actors/pool/curl/multi.hpp"
#include "models/ascii.hpp"

namespace target_sdk::curl {

namespace {

constexpr std::size_t max_header_bytes = 256u << 10;

/// Limit of the memory reserved for a Content-Length, which is untrusted; what does not come takes
/// addresses only. Without it, a body that grows is copied again and again.
constexpr std::size_t max_reserve = 16u << 20;

/// So many bytes of one answer are read before those of others have their turn: 20 to 200 us, most
/// of it for memory that is new.
constexpr std::size_t share_of_turn = 64u << 10;

/// `OK` of `HTTP/1.1 200 OK`.
std::string_view reason_of(std::string_view status_line) noexcept {
  auto code = status_line.find(' ');
  if (code == std::string_view::npos)
    return {};
  auto reason = status_line.find(' ', code + 1);
  return reason == std::string_view::npos ? std::string_view{}
                                          : detail::trim_http(status_line.substr(reason));
}

} // namespace

void answer::start(CURL* easy, std::size_t max_size, http_memory memory) noexcept {
  easy_ = easy;
  max_size_ = max_size;
  header_bytes_ = 0;
  is_interim_ = false;
  head_complete_ = false;
  unpaused_ = 0;
  refusal_ = refusal_reason::none;
  reason_.clear();
  headers_ = std::move(memory.headers);
  header_count_ = 0;
  body_ = std::move(memory.body);
  body_.clear();
}

std::size_t answer::on_header(char* data, std::size_t size, std::size_t count,
                              void* self) noexcept {
  auto& received = *static_cast<answer*>(self);
  std::string_view line(data, size * count);
  received.header_bytes_ += line.size();
  if (received.header_bytes_ > max_header_bytes) {
    received.refusal_ = refusal_reason::headers_too_large;
    return 0;
  }
  try {
    received.add_header_line(line);
  } catch (...) {
    received.refusal_ = refusal_reason::out_of_memory;
    return 0;
  }
  return line.size();
}

std::size_t answer::on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  auto& received = *static_cast<answer*>(self);
  std::string_view piece(data, size * count);
  try {
    if (!received.add_body(piece)) {
      received.refusal_ = refusal_reason::body_too_large;
      return CURL_WRITEFUNC_ERROR;
    }
  } catch (...) {
    received.refusal_ = refusal_reason::out_of_memory;
    return CURL_WRITEFUNC_ERROR;
  }
  received.let_others_read(piece.size());
  return piece.size();
}

void answer::move_to(http_response& response) noexcept {
  response.reason = std::move(reason_);
  headers_.resize(header_count_);
  response.headers = std::move(headers_);
  header_count_ = 0;
  response.body = std::move(body_);
}

std::size_t answer::forget() noexcept {
  auto bytes = body_.capacity();
  // To assign an empty string would keep the memory.
  std::string().swap(body_);
  http_headers().swap(headers_);
  header_count_ = 0;
  return bytes;
}

void answer::add_header_line(std::string_view line) {
  // A status line begins the answer, or the next one after an interim answer (1xx).
  if (line.starts_with("HTTP/")) {
    auto code = line.find(' ');
    is_interim_ = code != std::string_view::npos && line.substr(code + 1).starts_with('1');
    head_complete_ = false;
    is_http1_ = line.starts_with("HTTP/1");
    header_count_ = 0;
    headers_.reserve(12);
    reason_ = reason_of(line);
    return;
  }
  auto content = detail::trim_http(line);
  if (content.empty()) {
    headers_.resize(header_count_);
    head_complete_ = !is_interim_;
    return;
  }
  auto colon = content.find(':');
  // Trailers of a chunked body must not be taken for headers.
  if (head_complete_ || colon == std::string_view::npos)
    return;
  auto& [name, value] =
    header_count_ < headers_.size() ? headers_[header_count_] : headers_.emplace_back();
  ++header_count_;
  name = detail::trim_http(content.substr(0, colon));
  value = detail::trim_http(content.substr(colon + 1));
}

bool answer::add_body(std::string_view data) {
  if (data.size() > max_size_ - body_.size())
    return false;
  if (body_.empty()) {
    // While it decodes, libcurl would keep what comes of the bytes read, without our limit.
    // Exchanges that share a connection are read together.
    may_pause_ = within_ && is_http1_ && !find_header(headers_, "Content-Encoding");
    curl_off_t length = -1;
    curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length > 0)
      body_.reserve(std::min({static_cast<std::size_t>(length), max_reserve, max_size_}));
  }
  body_.append(data);
  return true;
}

void answer::let_others_read(std::size_t bytes) noexcept {
  unpaused_ += bytes;
  if (!may_pause_ || unpaused_ < share_of_turn)
    return;
  unpaused_ = 0;
  within_->pause(easy_);
}

} // namespace target_sdk::curl
