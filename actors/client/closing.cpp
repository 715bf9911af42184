#include "actors/client/closing.hpp"

#include <utility>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

void closing::start(close_client& order) {
  if (std::exchange(has_begun_, true))
    return;
  done_ = std::move(order.done);
  actors_.stop_replacing();
  // Earlier calls are decided first, so that their impressions are delivered, too.
  ask_workers(catch_up{}, [this, deadline = order.deadline] {
    close_queue_of_notifications({.deadline = deadline}, &closing::stop_actors);
  });
}

template <class Question>
void closing::ask_workers(Question question, std::function<void()> then) {
  auto waiting = std::make_shared<std::size_t>(actors_.workers().size());
  auto answered = [waiting, then = std::move(then)] {
    if (--*waiting == 0)
      then();
  };
  for (auto& worker : actors_.workers())
    request_from(self_, worker, question).then(answered, [answered](caf::error&) { answered(); });
}

void closing::close_queue_of_notifications(close_queue order, void (closing::*then)()) {
  if (!actors_.notification())
    return (this->*then)();
  request_from(self_, actors_.notification(), order)
    .then([this, then](drained) { (this->*then)(); },
          [this, then](caf::error&) { (this->*then)(); });
}

void closing::stop_actors() {
  stops_ = true;
  ask_workers(cancel_all_calls{}, [this] {
    have_workers_stopped_ = true;
    end_with_actors();
  });
  actors_.stop_pools();
  end_with_actors();
}

void closing::end_with_actors() {
  bool is_too_early = !have_workers_stopped_ || !actors_.are_pools_down();
  if (is_too_early || std::exchange(is_ending_, true))
    return;
  // Calls decided meanwhile have added impressions.
  close_queue_of_notifications({.is_final = true}, &closing::end);
}

void closing::end() {
  done_.reset();
  self_->quit(caf::exit_reason::user_shutdown);
}

} // namespace target_sdk::detail
