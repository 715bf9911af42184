#include "actors/pool/watched_sockets.hpp"

#include <cerrno>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace target_sdk::pool {

int watched_sockets::open(int family, int type, int protocol) noexcept {
  int descriptor = ::socket(family, type | SOCK_CLOEXEC, protocol);
  auto* item = descriptor < 0 ? nullptr : find(descriptor);
  if (!item) {
    if (descriptor >= 0)
      ::close(descriptor);
    return -1;
  }
  // A descriptor of this number may have been closed without our knowledge: epoll forgot it.
  *item = entry{.connection = true, .changed = item->changed};
  ++open_;
  return descriptor;
}

int watched_sockets::close(int descriptor) noexcept {
  if (auto* item = find(descriptor); item && item->connection) {
    *item = entry{.changed = item->changed};
    --open_;
  }
  return ::close(descriptor);
}

bool watched_sockets::watch(int descriptor, std::uint32_t events) noexcept {
  auto* item = find(descriptor);
  if (!item)
    return false;
  item->wanted = events;
  if (!item->connection) {
    // One of libcurl's own (name resolution): closed without a word as soon as it is not watched.
    apply(descriptor, *item);
  } else if (!item->changed) {
    try {
      changed_.push_back(descriptor);
      item->changed = true;
    } catch (...) {
      apply(descriptor, *item);
    }
  }
  return true;
}

bool watched_sockets::is_watched(int descriptor) noexcept {
  auto* item = find(descriptor);
  if (!item || item->wanted == 0) {
    if (item)
      apply(descriptor, *item);
    return false;
  }
  return true;
}

void watched_sockets::flush() noexcept {
  for (auto descriptor : changed_) {
    auto& item = entries_[static_cast<std::size_t>(descriptor)];
    item.changed = false;
    if (item.wanted != 0)
      apply(descriptor, item);
  }
  changed_.clear();
}

watched_sockets::entry* watched_sockets::find(int descriptor) noexcept {
  auto index = static_cast<std::size_t>(descriptor);
  try {
    if (index >= entries_.size())
      entries_.resize(index + 1);
  } catch (...) {
    return nullptr;
  }
  return &entries_[index];
}

void watched_sockets::apply(int descriptor, entry& item) noexcept {
  if (item.wanted == item.registered)
    return;
  epoll_event event{};
  event.events = item.wanted;
  event.data.fd = descriptor;
  int operation = item.wanted == 0       ? EPOLL_CTL_DEL
                  : item.registered == 0 ? EPOLL_CTL_ADD
                                         : EPOLL_CTL_MOD;
  int result = epoll_ctl(epoll_, operation, descriptor, &event);
  if (result != 0 && errno == ENOENT && operation == EPOLL_CTL_MOD)
    result = epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
  else if (result != 0 && errno == EEXIST)
    result = epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event);
  item.registered = result == 0 ? item.wanted : 0;
}

} // namespace target_sdk::pool
