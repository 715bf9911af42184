#include "tests/soak/load.hpp"

#include <memory>
#include <type_traits>
#include <utility>

namespace soak {
namespace {

using namespace target_sdk;
using enum decisioning_method;

delivery_request asking_for(std::string mbox) {
  delivery_request made;
  made.context = context{.channel = channel_type::web, .user_agent = "soak"};
  made.execute.emplace().mboxes.emplace_back().name = std::move(mbox);
  return made;
}

send_notifications report_of(std::string id, std::uint64_t number) {
  send_notifications report;
  report.request.context = context{.channel = channel_type::web, .user_agent = "soak"};
  report.request.notifications.push_back({.id = std::move(id),
                                          .type = metric_type::display,
                                          .timestamp = 1,
                                          .tokens = {"t"},
                                          .mbox = notification_mbox{.name = "hero"}});
  report.visit.session_id = "session-" + std::to_string(number % 50);
  return report;
}

} // namespace

std::string outcomes::summary() const {
  auto text = "good " + std::to_string(good);
  for (std::size_t kind = 0; kind < failed.size(); ++kind)
    if (failed[kind] > 0)
      text += ' ' + std::string(to_string(static_cast<error_kind>(kind))) + ' '
              + std::to_string(failed[kind]);
  return text;
}

template <class T>
void load::expect(pending<T>& call) {
  ++counted_.calls;
  auto answered = std::make_shared<std::atomic<bool>>(false);
  call.then([&counted = counted_, answered](result<T> answer) {
    counted.again += answered->exchange(true);
    if (answer)
      ++counted.good;
    else
      ++counted.failed[static_cast<std::size_t>(answer.error().kind) % counted.failed.size()];
    if constexpr (std::is_same_v<T, accepted>)
      counted.kept += answer.has_value();
    ++counted.answers;
  });
}

void load::start_next() {
  start(next_++);
}

void load::start(std::uint64_t number) {
  const auto ask_for = [&](const char* mbox, decisioning_method method) {
    auto call = client_.get_offers({.request = asking_for(mbox), .decisioning_method = method});
    expect(call);
    if (number % 8 == 7)
      to_cancel_.push_back(std::move(call));
  };
  switch (number % 8) {
  case 0:
  case 1: ask_for("hero", server_side); break;
  case 2: ask_for("hero", on_device); break;
  case 3: ask_for("hero", hybrid); break;
  case 4: ask_for("far", hybrid); break;
  case 5: {
    auto kept = client_.notify(report_of("soak-" + std::to_string(number), number));
    expect(kept);
    break;
  }
  case 6: {
    auto sent = client_.send_notifications(report_of("awaited-" + std::to_string(number), number));
    expect(sent);
    auto asked = client_.get_attributes({.mbox_names = {"hero"}});
    expect(asked);
    break;
  }
  default: ask_for("slow", server_side);
  }
}

void load::cancel_some() {
  for (; old_ > 0; --old_) {
    to_cancel_.front().cancel();
    to_cancel_.pop_front();
  }
  old_ = to_cancel_.size();
}

} // namespace soak
