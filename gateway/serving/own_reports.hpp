// Which reports a back end has handed to a gateway.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_set>
#include <utility>

namespace target_sdk::detail {

/// The ids of the latest notifications: it cannot be known which of them have been delivered.
class own_reports {
public:
  static constexpr std::size_t at_most = 20'000;

  void add(std::string id) {
    if (!ids_.insert(id).second)
      return;
    by_age_.push_back(std::move(id));
    if (by_age_.size() <= at_most)
      return;
    ids_.erase(by_age_.front());
    by_age_.pop_front();
  }

  bool contains(const std::string& id) const { return ids_.contains(id); }

private:
  std::unordered_set<std::string> ids_;
  std::deque<std::string> by_age_;
};

} // namespace target_sdk::detail
