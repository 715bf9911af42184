// Reports that must arrive, on their way into the queue.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"

namespace target_sdk::detail {

/// Hands reports to `keep`, which answers each at once or later; each sender is answered once.
///
/// A report with a shared visitor is on its way until that one has answered. Who acts on all that
/// came before, asks for it with `after_all`.
class report_intake {
public:
  using answer = std::function<void(result<accepted>)>;
  using keep_function = std::function<void(delivery::packed_call&&, answer)>;

  report_intake(notifier_actor::pointer self, settings_ptr settings, keep_function keep);
  report_intake(const report_intake&) = delete;
  report_intake& operator=(const report_intake&) = delete;
  ~report_intake();

  /// Takes a report in; `told` is who gave it.
  void take(delivery::packed_call&& report, answer told);

  /// Calls `then` when no report is on its way that came before: at once if there is none.
  void after_all(std::function<void()> then);

private:
  using number = std::uint64_t;

  struct arrival {
    send_notifications report = {};
    answer told = {};
  };

  /// Makes all that is sent for a report be about the visitor of `share`.
  void settle(number id, const delivery::visitor_share& share);
  void refuse(number id, error reason);
  arrival take_out(number id);
  void call_those_who_wait();

  notifier_actor::pointer self_;
  settings_ptr settings_;
  keep_function keep_;
  std::map<number, arrival> under_way_;
  /// Wait until nothing before their number is under way.
  std::vector<std::pair<number, std::function<void()>>> waiting_;
  number next_ = 0;
};

} // namespace target_sdk::detail
