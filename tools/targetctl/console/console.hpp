// The console of an edge: keeps its last calls and shows them. Used by the I/O thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "tools/targetctl/console/call_log.hpp"
#include "tools/targetctl/console/console_views.hpp"
#include "tools/targetctl/console/events.hpp"
#include "tools/targetctl/edge/edge_world.hpp"
#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::console {

/// What a request of the page gets.
struct console_reply {
  std::optional<edge::web_answer> answer = {}; ///< At once; none: events.
  std::uint64_t events_after = 0;              ///< Events of the calls behind this number.
};

/// Works in a thread of its own. Nothing is worked out for a call until a page asks for it.
class console {
public:
  /// `world` must outlive it, as the context behind `io` must.
  console(boost::asio::any_io_executor io, const edge::edge_world& world, bool from_anywhere);
  ~console();

  /// Keeps a call.
  void add(logged_call call) { log_.add(std::move(call)); }

  /// Answers a request below `/console`.
  boost::asio::awaitable<console_reply> answer(const edge::web_request& request);

  /// A tab that listens from now on; false: there are too many.
  bool join(event_listener& listener);
  void leave(event_listener& listener);
  /// The first event of a tab that knows the calls up to `number`.
  boost::asio::awaitable<shared_event> first_event(std::uint64_t number);

  /// The thread in which the console works, and events are written.
  boost::asio::any_io_executor executor() { return thread_.get_executor(); }

  /// Ends long work, with what there is.
  void stop() { stop_.request_stop(); }

  /// The head of the answer that the events are the body of.
  static std::string events_head();

private:
  using work = std::function<edge::web_answer()>;

  std::optional<work> find_work(const edge::web_request& request);
  call_batch batch_after(std::uint64_t number) const;
  boost::asio::awaitable<edge::web_answer> run(work task);
  boost::asio::awaitable<std::string> batch_text(call_batch batch);
  /// Sends what is new to the tabs, some times a second, as long as there are any.
  boost::asio::awaitable<void> publish();

  boost::asio::any_io_executor io_;
  bool from_anywhere_;
  std::int64_t run_;
  call_log log_ = call_log();
  console_views views_; ///< Of the thread below.
  listeners listeners_ = {};
  boost::asio::steady_timer tick_;
  std::uint64_t published_ = 0; ///< The last call that was sent.
  bool is_publishing_ = false;
  std::stop_source stop_ = {};
  boost::asio::thread_pool thread_{1};
};

/// The place of a tab among those that listen, as long as it lives.
class event_seat {
public:
  event_seat(console& page, event_listener& listener)
    : page_(page),
      listener_(listener),
      is_taken_(page.join(listener)) {}
  event_seat(const event_seat&) = delete;
  event_seat& operator=(const event_seat&) = delete;
  ~event_seat() { page_.leave(listener_); }

  /// False: there are too many tabs.
  bool is_taken() const noexcept { return is_taken_; }

private:
  console& page_;
  event_listener& listener_;
  bool is_taken_;
};

} // namespace target_sdk::tools::console
