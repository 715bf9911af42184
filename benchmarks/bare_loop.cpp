#include "benchmarks/bare_loop.hpp"

#include <array>
#include <memory>
#include <stdexcept>

#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

namespace target_sdk::benchmarks {

namespace {

using clock = std::chrono::steady_clock;

void require(bool success) {
  if (!success)
    throw std::runtime_error("libcurl refused");
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

class bare_loop {
public:
  explicit bare_loop(const load& work)
    : work_(work),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      multi_(curl_multi_init()) {
    require(epoll_ >= 0 && multi_);
    for (const auto& header : work.headers)
      headers_ = curl_slist_append(headers_, header.c_str());
    headers_ = curl_slist_append(headers_, "Expect:");
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &bare_loop::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &bare_loop::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    if (!work.ca_file.empty()) // Else libcurl opens one for each that finds the others full.
      curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS,
                        static_cast<long>(work.in_flight / 90 + 1));
  }
  bare_loop(const bare_loop&) = delete;
  bare_loop& operator=(const bare_loop&) = delete;
  ~bare_loop() {
    for (auto* easy : easies_) {
      curl_multi_remove_handle(multi_, easy);
      curl_easy_cleanup(easy);
    }
    curl_multi_cleanup(multi_);
    curl_slist_free_all(headers_);
    ::close(epoll_);
  }

  load_result run() {
    auto cpu = process_cpu_seconds();
    auto start = clock::now();
    end_ = start + work_.duration;
    for (std::size_t i = 0; i < work_.in_flight; ++i)
      post(make_easy());
    while (under_way_ > 0)
      turn();
    result_.wall_seconds = std::chrono::duration<double>(clock::now() - start).count();
    result_.cpu_seconds = process_cpu_seconds() - cpu;
    return result_;
  }

private:
  static int on_socket(CURL*, curl_socket_t descriptor, int what, void* self, void* known) {
    auto& loop = *static_cast<bare_loop*>(self);
    epoll_event event{};
    event.data.fd = descriptor;
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    if (what == CURL_POLL_REMOVE) {
      epoll_ctl(loop.epoll_, EPOLL_CTL_DEL, descriptor, &event);
      return 0;
    }
    epoll_ctl(loop.epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor, &event);
    if (!known)
      curl_multi_assign(loop.multi_, descriptor, self);
    return 0;
  }

  static int on_timer(CURLM*, long milliseconds, void* self) {
    static_cast<bare_loop*>(self)->timeout_ = milliseconds;
    return 0;
  }

  CURL* make_easy() {
    auto* easy = curl_easy_init();
    require(easy);
    easies_.push_back(easy);
    curl_easy_setopt(easy, CURLOPT_URL, work_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &drop);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    if (!work_.ca_file.empty()) {
      curl_easy_setopt(easy, CURLOPT_CAINFO, work_.ca_file.c_str());
      curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    }
    return easy;
  }

  void post(CURL* easy) {
    const auto& body = work_.bodies[started_++ % work_.bodies.size()];
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
    require(curl_multi_add_handle(multi_, easy) == CURLM_OK);
    ++under_way_;
  }

  void turn() {
    int running = 0;
    if (timeout_ == 0) {
      timeout_ = -1;
      curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
      // A quick server has answered by now, without an event to wait for.
      finish_completed();
      if (under_way_ == 0)
        return;
    }
    std::array<epoll_event, 128> events;
    int count = epoll_wait(epoll_, events.data(), events.size(), static_cast<int>(timeout_));
    if (count == 0)
      curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    for (int i = 0; i < count; ++i) {
      int action = (events[i].events & (EPOLLIN | EPOLLHUP) ? CURL_CSELECT_IN : 0)
                   | (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0)
                   | (events[i].events & EPOLLERR ? CURL_CSELECT_ERR : 0);
      curl_multi_socket_action(multi_, events[i].data.fd, action, &running);
    }
    finish_completed();
  }

  void finish_completed() {
    int left = 0;
    while (auto* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE)
        continue;
      auto* easy = message->easy_handle;
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      (message->data.result == CURLE_OK && status == 200 ? result_.answered : result_.failed) += 1;
      curl_multi_remove_handle(multi_, easy);
      --under_way_;
      if (started_ < work_.max_requests && clock::now() < end_)
        post(easy);
    }
  }

  const load& work_;
  int epoll_;
  CURLM* multi_;
  curl_slist* headers_ = nullptr;
  std::vector<CURL*> easies_;
  long timeout_ = -1;
  std::size_t started_ = 0;
  std::size_t under_way_ = 0;
  clock::time_point end_ = {};
  load_result result_ = {};
};

} // namespace

double process_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

load_result run_bare_loop(const load& work) {
  if (work.bodies.empty())
    throw std::runtime_error("nothing to post");
  return bare_loop(work).run();
}

} // namespace target_sdk::benchmarks
