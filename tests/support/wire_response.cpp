#include "tests/support/wire_response.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include <boost/beast/http/status.hpp>

#include "tests/support/gzip.hpp"

namespace target_sdk::test_support {

namespace {

constexpr std::size_t block_size = 1U << 16U;

std::string chunk(std::string_view data) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), data.size(), 16).ptr;
  std::string result(digits.data(), end);
  result.append("\r\n").append(data).append("\r\n");
  return result;
}

bool has_body(const reply& answer, bool head_only) {
  return !head_only && answer.status >= 200 && answer.status != 204 && answer.status != 304;
}

bool allows_length(int status) {
  return status >= 200 && status != 204;
}

ending final_ending(const reply& answer, bool keep_alive) {
  if (answer.end != ending::keep_alive)
    return answer.end;
  if (answer.cut_after || !answer.raw.empty())
    return ending::silent_close;
  return answer.no_length || !keep_alive ? ending::close : ending::keep_alive;
}

class head_writer {
public:
  explicit head_writer(const reply& answer) : answer_(answer) {
    const auto status = static_cast<boost::beast::http::status>(answer.status);
    const std::string standard{boost::beast::http::obsolete_reason(status)};
    head_ = "HTTP/1.1 " + std::to_string(answer.status) + ' '
            + (answer.reason.empty() ? standard : answer.reason) + "\r\n";
    for (const auto& [name, value] : answer.headers)
      add_line(name, value);
  }

  void add(std::string_view name, std::string_view value) {
    if (!find_header(answer_.headers, name))
      add_line(name, value);
  }

  std::string take() { return std::move(head_.append("\r\n")); }

private:
  void add_line(std::string_view name, std::string_view value) {
    head_.append(name).append(": ").append(value).append("\r\n");
  }

  const reply& answer_;
  std::string head_;
};

} // namespace

wire_response::wire_response(const reply& answer, bool head_only, bool keep_alive)
  : budget_(answer.cut_after.value_or(std::numeric_limits<std::size_t>::max())),
    end_(final_ending(answer, keep_alive)) {
  if (!answer.raw.empty()) {
    bytes_ = answer.raw;
    return;
  }
  reply packed; // used for gzip only
  const reply* source = &answer;
  if (answer.gzip) {
    packed.body = gzip_compress(answer.body, answer.fill_bytes);
    packed.chunk_size = answer.chunk_size;
    source = &packed;
  }
  head_writer head(answer);
  if (end_ == ending::close)
    head.add("Connection", "close");
  if (allows_length(answer.status)) {
    if (answer.gzip)
      head.add("Content-Encoding", "gzip");
    if (answer.chunk_size > 0)
      head.add("Transfer-Encoding", "chunked");
    else if (!answer.no_length && answer.status != 304)
      head.add("Content-Length", std::to_string(source->body.size() + source->fill_bytes));
  }
  bytes_ = head.take();
  if (has_body(answer, head_only))
    add_body(*source);
}

void wire_response::add_body(const reply& answer) {
  const bool chunked = answer.chunk_size > 0;
  if (chunked) {
    const std::string_view body = answer.body;
    for (std::size_t at = 0; at < body.size(); at += answer.chunk_size)
      bytes_ += chunk(body.substr(at, answer.chunk_size));
  } else {
    bytes_ += answer.body;
  }
  add_fill(answer.fill_bytes, chunked);
  if (chunked)
    tail_ += "0\r\n\r\n";
}

void wire_response::add_fill(std::size_t bytes, bool chunked) {
  blocks_ = bytes / block_size;
  const auto rest = std::string(bytes % block_size, ' ');
  if (blocks_ > 0)
    block_ = chunked ? chunk(std::string(block_size, ' ')) : std::string(block_size, ' ');
  if (!rest.empty())
    tail_ = chunked ? chunk(rest) : rest;
}

const std::string* wire_response::segment() const {
  if (segment_ == 0)
    return &bytes_;
  if (segment_ <= blocks_)
    return &block_;
  return segment_ == blocks_ + 1 ? &tail_ : nullptr;
}

std::string_view wire_response::next(std::size_t limit) {
  for (const auto* current = segment(); current && budget_ > 0; current = segment()) {
    if (offset_ == current->size()) {
      ++segment_;
      offset_ = 0;
      continue;
    }
    const auto size = std::min({limit, current->size() - offset_, budget_});
    const auto piece = std::string_view{*current}.substr(offset_, size);
    offset_ += size;
    budget_ -= size;
    return piece;
  }
  return {};
}

} // namespace target_sdk::test_support
