// Calls with more notifications than fit in a request.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "actors/asker_watch.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "delivery/notification_parts.hpp"

namespace target_sdk::detail {

/// Each is sent in parts, a few at a time, and answered once, by its deadline. Its parts are calls
/// like any other for the delivery workers.
class calls_in_parts {
public:
  calls_in_parts(notifier_actor::pointer self, settings_ptr settings, router_actor router);
  calls_in_parts(const calls_in_parts&) = delete;
  calls_in_parts& operator=(const calls_in_parts&) = delete;
  ~calls_in_parts();

  /// Begins a call; whoever waits for it is answered later.
  caf::result<offers> start(call_ptr record);
  /// Gives a call up.
  void cancel(std::uint64_t call);
  /// Gives the calls of an actor that has ended up.
  void on_down(actor_identity ended);

private:
  struct call_in_parts {
    call_ptr record = {};
    caf::response_promise promise = {}; ///< Of the asking actor; unused for calls of the facade.
    caf::strong_actor_ptr asker = {};   ///< Watched: when it dies, so does the call.
    std::optional<delivery::notification_parts> parts = {}; ///< None while its visitor is asked.
    std::size_t next = 0;                                   ///< The first part that was not sent.
    std::map<std::size_t, call_ptr> under_way = {};         ///< Parts, with their calls.
  };
  using table = std::map<std::uint64_t, call_in_parts>;

  /// Divides the call and sends the first parts, when its visitor is known.
  void divide(std::uint64_t id);
  /// Sends parts as long as there are some and not too many under way; answers when all are.
  void go_on(table::iterator call);
  void send_part(table::value_type& call);
  void on_answer(std::uint64_t id, std::size_t part, result<offers> answer);
  /// The answer of a call whose parts have all been answered.
  static result<offers> joined(call_in_parts& whole);
  /// Answers a call whose parts have, and forgets it.
  void finish(table::iterator call, result<offers> answer);

  notifier_actor::pointer self_;
  settings_ptr settings_;
  router_actor router_;
  asker_watch<notifier_actor::pointer> askers_;
  table calls_;
};

} // namespace target_sdk::detail
