// What the fragments of the documentation find around them. See README.md.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>
#include <target_sdk/models/serialization.hpp>
#include <target_sdk/page.hpp>
#include <target_sdk/page_request.hpp>

namespace docs {

using namespace std::chrono_literals;

/// Takes what is written to a stream while it lives; any thread may write.
class captured_stream : std::streambuf {
public:
  explicit captured_stream(std::ostream& stream);
  ~captured_stream() override;

  std::string text() const;
  /// Waits until `part` was written; false after a generous deadline.
  bool wait_for(std::string_view part) const;

private:
  int_type overflow(int_type character) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;

  std::ostream& stream_;
  std::streambuf* original_;
  mutable std::mutex mutex_;
  mutable std::condition_variable written_;
  std::string text_;
};

/// One fragment's surroundings. The functions named like what they give are the names that wrappers
/// may list; each is made when it is first asked for.
class scope {
public:
  /// `server` is HOST:PORT of a local edge.
  explicit scope(std::string server);
  ~scope();

  /// Of a client that asks the local edge.
  target_sdk::client_options& options();
  caf::actor_system& system();
  /// Lives in `system`, made with `options`.
  const target_sdk::client& client();
  target_sdk::delivery_actor& delivery();
  caf::scoped_actor& self();
  /// Asks for the mbox `hero`.
  target_sdk::delivery_request& request();
  /// A call with `request`.
  target_sdk::get_offers& call();
  /// The answer to such a call.
  const target_sdk::offers& offers();
  /// A report about what `offers` holds.
  target_sdk::send_notifications& report();
  const std::string& organization_id();
  /// The value of an AMCV cookie.
  const std::string& visitor_cookie();
  /// The `Cookie` header of a browser that was here before.
  const std::string& cookie_header();
  /// The header fields of a page's request: a browser's that was here before.
  const target_sdk::http_headers& browser_headers();

  /// Runs `body` in an event-based actor and waits until that has ended.
  void run_actor(const std::function<void(caf::event_based_actor*)>& body);

  void check(bool holds, const char* expression);
  void reach_end() noexcept { reached_end_ = true; }
  bool prints(std::string_view part) const { return out_.wait_for(part); }

  std::string output() const { return out_.text(); }
  /// Why the fragment failed; empty when it did not.
  std::string complaints() const;

private:
  std::string server_;
  captured_stream out_{std::cout};
  captured_stream err_{std::cerr};
  bool reached_end_ = false;
  std::string failed_checks_;

  std::optional<target_sdk::client_options> options_;
  caf::actor_system_config config_;
  std::optional<caf::actor_system> system_;
  std::optional<target_sdk::client> client_;
  target_sdk::delivery_actor delivery_;
  std::optional<caf::scoped_actor> self_;
  std::optional<target_sdk::delivery_request> request_;
  std::optional<target_sdk::get_offers> call_;
  std::optional<target_sdk::offers> offers_;
  std::optional<target_sdk::send_notifications> report_;
  std::string organization_id_, visitor_cookie_, cookie_header_;
  target_sdk::http_headers browser_headers_;
};

/// A coroutine that starts at once and can be waited for.
struct task {
  struct promise_type {
    std::promise<void> done;
    task get_return_object() { return {done.get_future()}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() { done.set_value(); }
    void unhandled_exception() { done.set_exception(std::current_exception()); }
  };

  std::future<void> done;
  void wait() { done.get(); }
};

using fragment = void (*)(scope&);

/// Makes a fragment known to the program, by its document and its line there.
struct registration {
  registration(const char* document, int line, fragment run);
};

} // namespace docs
