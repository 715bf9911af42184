#include "tools/targetctl/batch/line_reader.hpp"

#include <array>
#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace target_sdk::tools {
namespace {

constexpr std::size_t chunk_size = 64 * 1024;

} // namespace

std::optional<std::string> line_reader::next() {
  auto searched = begin_;
  auto end = buffer_.find('\n', searched);
  while (end == std::string::npos && !at_end_) {
    searched = buffer_.size() - begin_;
    buffer_.erase(0, begin_);
    begin_ = 0;
    at_end_ = !read_more();
    end = buffer_.find('\n', searched);
  }
  if (end == std::string::npos) {
    if (begin_ == buffer_.size())
      return std::nullopt;
    end = buffer_.size();
  }
  auto length = end - begin_;
  if (length > 0 && buffer_[end - 1] == '\r')
    --length;
  auto line = buffer_.substr(begin_, length);
  begin_ = end < buffer_.size() ? end + 1 : end;
  return line;
}

bool line_reader::wait_for_input() {
  std::array<pollfd, 2> watched = {
    {{.fd = input_, .events = POLLIN, .revents = 0}, {.fd = output_, .events = 0, .revents = 0}}};
  while (::poll(watched.data(), watched.size(), -1) < 0)
    if (errno != EINTR)
      return false;
  return (watched[1].revents & (POLLERR | POLLHUP)) == 0;
}

bool line_reader::read_more() {
  if (!wait_for_input()) {
    buffer_.clear();
    return false;
  }
  const auto size = buffer_.size();
  buffer_.resize(size + chunk_size);
  ssize_t count = 0;
  do
    count = ::read(input_, buffer_.data() + size, chunk_size);
  while (count < 0 && errno == EINTR);
  if (count < 0)
    error_ = errno;
  buffer_.resize(size + static_cast<std::size_t>(count < 0 ? 0 : count));
  return count > 0;
}

} // namespace target_sdk::tools
