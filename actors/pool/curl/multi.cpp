#include "actors/pool/curl/multi.hpp"

#include <algorithm>
#include <limits>

#include <sys/epoll.h>

#include "actors/pool/curl/connection_options.hpp"

namespace target_sdk::curl {

namespace {

/// 0 means "no limit" both to libcurl and here.
long to_long(std::size_t count) noexcept {
  return static_cast<long>(std::min<std::size_t>(count, std::numeric_limits<int>::max()));
}

} // namespace

multi::multi(const pool_options& options, int epoll)
  : sockets_(epoll),
    may_use_proxy_(curl::may_use_proxy(options.proxy)) {
  if (!start())
    return;
  share_.reset(curl_share_init());
  multi_.reset(curl_multi_init());
  if (!share_ || !multi_
      || curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)
    return;
  multi_options set(multi_.get());
  set.set<CURLMOPT_SOCKETFUNCTION>(&multi::on_socket);
  set.set<CURLMOPT_SOCKETDATA>(this);
  set.set<CURLMOPT_TIMERFUNCTION>(&multi::on_timer);
  set.set<CURLMOPT_TIMERDATA>(this);
  set.set<CURLMOPT_MAX_HOST_CONNECTIONS>(to_long(options.max_connections_per_host));
  set.set<CURLMOPT_MAX_TOTAL_CONNECTIONS>(to_long(options.max_connections));
  set.set<CURLMOPT_MAXCONNECTS>(to_long(options.max_connections));
  set.set<CURLMOPT_PIPELINING>(static_cast<long>(CURLPIPE_MULTIPLEX));
  ready_ = set.code() == CURLM_OK;
}

void multi::attach(easy_options& easy) noexcept {
  easy.set<CURLOPT_SHARE>(static_cast<void*>(share_.get()));
  easy.set<CURLOPT_OPENSOCKETFUNCTION>(&multi::on_open);
  easy.set<CURLOPT_OPENSOCKETDATA>(static_cast<void*>(this));
  easy.set<CURLOPT_CLOSESOCKETFUNCTION>(&multi::on_close);
  easy.set<CURLOPT_CLOSESOCKETDATA>(static_cast<void*>(this));
}

void multi::remove(CURL* easy) noexcept {
  std::erase(paused_, easy);
  curl_multi_remove_handle(multi_.get(), easy);
}

void multi::pause(CURL* easy) noexcept {
  try {
    paused_.push_back(easy);
  } catch (...) {
    return; // It reads on.
  }
  curl_easy_pause(easy, CURLPAUSE_RECV);
}

void multi::resume() noexcept {
  for (auto* easy : paused_)
    curl_easy_pause(easy, CURLPAUSE_CONT);
  paused_.clear();
}

void multi::handle_event(int descriptor, std::uint32_t events) noexcept {
  if (!sockets_.is_watched(descriptor))
    return;
  int action = 0;
  if (events & (EPOLLIN | EPOLLHUP | EPOLLRDHUP))
    action |= CURL_CSELECT_IN;
  if (events & EPOLLOUT)
    action |= CURL_CSELECT_OUT;
  if (events & EPOLLERR)
    action |= CURL_CSELECT_ERR;
  int running = 0;
  curl_multi_socket_action(multi_.get(), descriptor, action, &running);
}

bool multi::handle_time(clock::time_point now) noexcept {
  if (next_time_ > now)
    return false;
  // libcurl sets the timer again in this call, unless nothing is left to wait for.
  next_time_ = clock::time_point::max();
  int running = 0;
  curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
  return true;
}

std::optional<multi::completion> multi::next_completion() noexcept {
  int left = 0;
  while (auto* message = curl_multi_info_read(multi_.get(), &left))
    if (message->msg == CURLMSG_DONE)
      return completion{message->easy_handle, message->data.result};
  return std::nullopt;
}

int multi::on_socket(CURL*, curl_socket_t descriptor, int what, void* self, void*) noexcept {
  std::uint32_t events = 0;
  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
    events |= EPOLLIN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
    events |= EPOLLOUT;
  return static_cast<multi*>(self)->sockets_.watch(descriptor, events) ? 0 : -1;
}

int multi::on_timer(CURLM*, long milliseconds, void* self) noexcept {
  auto& next_time = static_cast<multi*>(self)->next_time_;
  if (milliseconds < 0)
    next_time = clock::time_point::max();
  else if (milliseconds == 0)
    next_time = clock::time_point::min();
  else
    next_time = clock::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

curl_socket_t multi::on_open(void* self, curlsocktype, curl_sockaddr* address) noexcept {
  auto& sockets = static_cast<multi*>(self)->sockets_;
  auto descriptor = sockets.open(address->family, address->socktype, address->protocol);
  return descriptor < 0 ? CURL_SOCKET_BAD : descriptor;
}

int multi::on_close(void* self, curl_socket_t descriptor) noexcept {
  return static_cast<multi*>(self)->sockets_.close(descriptor);
}

} // namespace target_sdk::curl
