// What is wrong with an artifact, collected while it is read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "decisioning/artifact/json_pointer.hpp"

namespace target_sdk::decisioning {

/// Thrown to end the reading of an artifact; never leaves `read_artifact`.
struct reading_ended {};

/// Records offences. Reading continues after one, as if the member were absent.
class offence_log {
public:
  /// The most offences that are recorded.
  static constexpr std::size_t limit = 100;

  bool empty() const noexcept { return messages_.empty(); }
  std::vector<std::string> take() && { return std::move(messages_); }

  /// Throws `reading_ended` when the log is full.
  void note(std::string message) {
    if (messages_.size() == limit) {
      messages_.emplace_back("there is more, which was not looked at");
      throw reading_ended();
    }
    messages_.push_back(std::move(message));
  }
  void note(const json_pointer& place, std::string_view what) {
    auto message = place.text();
    if (message.empty())
      message = "artifact";
    note(message.append(": ").append(what));
  }
  /// For an offence after which reading cannot continue.
  [[noreturn]] void stop(const json_pointer& place, std::string_view what) {
    note(place, what);
    throw reading_ended();
  }

private:
  std::vector<std::string> messages_;
};

} // namespace target_sdk::decisioning
