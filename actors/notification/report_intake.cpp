#include "actors/notification/report_intake.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "actors/visitor/draw_share.hpp"

namespace target_sdk::detail {

report_intake::report_intake(notifier_actor::pointer self, settings_ptr settings,
                             keep_function keep)
  : self_(self),
    settings_(std::move(settings)),
    keep_(std::move(keep)) {
}

report_intake::~report_intake() {
  for (auto& [id, arrived] : under_way_)
    arrived.told(fail(error_kind::shutting_down, "the client ended before it was kept"));
}

void report_intake::take(delivery::packed_call&& report, answer told) {
  if (!report.visitor)
    return keep_(std::move(report), std::move(told));

  const auto id = next_++;
  auto& arrived = under_way_[id] = {.report = delivery::unpack(report), .told = std::move(told)};
  report.visitor = {}; // Who has the answer may end its system.
  draw_share(
    self_, *settings_, arrived.report.request, arrived.report.visit,
    [this, id](const delivery::visitor_share& share) { settle(id, share); },
    [this, id](error err) { refuse(id, std::move(err)); });
}

void report_intake::settle(number id, const delivery::visitor_share& share) {
  auto arrived = take_out(id);
  delivery::settle_visitor(arrived.report.request, arrived.report.visit, share);
  keep_(delivery::pack(arrived.report, true, std::chrono::system_clock::now()),
        std::move(arrived.told));
  call_those_who_wait();
}

void report_intake::refuse(number id, error reason) {
  auto arrived = take_out(id);
  arrived.report.visit.visitor = {}; // As above.
  arrived.told(tl::unexpected(std::move(reason)));
  call_those_who_wait();
}

report_intake::arrival report_intake::take_out(number id) {
  return std::move(under_way_.extract(id).mapped());
}

void report_intake::after_all(std::function<void()> then) {
  waiting_.emplace_back(next_, std::move(then));
  call_those_who_wait();
}

void report_intake::call_those_who_wait() {
  while (!waiting_.empty()
         && (under_way_.empty() || under_way_.begin()->first >= waiting_.front().first)) {
    auto then = std::move(waiting_.front().second);
    waiting_.erase(waiting_.begin());
    then();
  }
}

} // namespace target_sdk::detail
