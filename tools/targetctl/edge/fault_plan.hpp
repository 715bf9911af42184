// Injected faults: which answers, and how.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/error.hpp>

namespace target_sdk::tools::edge {

enum class fault_kind : std::uint8_t {
  none,
  status,   ///< An error answer of that status; the request is not looked at.
  reset,    ///< The connection is reset without an answer.
  stall,    ///< No answer; the connection stays open until the client closes it.
  truncate, ///< Half of the answer, then the connection ends.
  garbage,  ///< 200 with a body that is no JSON.
};

/// How many there are, with `none`.
inline constexpr std::size_t fault_kinds = 6;

struct fault {
  fault_kind kind = fault_kind::none;
  int status = 0; ///< Of `fault_kind::status`.

  friend bool operator==(const fault&, const fault&) = default;
};

/// A fault with the probability of each kind.
class fault_plan {
public:
  /// Reads `500:0.1,reset:0.05`: kinds, or any status from 400 to 599, with their probabilities.
  /// Errors (`invalid_configuration`): an unknown kind or one given twice, a probability out of
  /// 0..1, more than 1 together.
  [[nodiscard]] static result<fault_plan> parse(std::string_view text);

  /// The fault of the delivery call number `call`; the same for the same seed.
  fault draw(std::uint64_t seed, std::uint64_t call) const noexcept;

  bool empty() const noexcept { return chances_.empty(); }

private:
  struct chance {
    fault what;
    double up_to; ///< Sum of the probabilities up to this one.
  };
  std::vector<chance> chances_;
};

} // namespace target_sdk::tools::edge
