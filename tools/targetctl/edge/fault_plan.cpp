#include "tools/targetctl/edge/fault_plan.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

namespace target_sdk::tools::edge {
namespace {

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  const auto* const last = text.data() + text.size();
  const auto [end, code] = std::from_chars(text.data(), last, number);
  if (code != std::errc() || end != last)
    return std::nullopt;
  return number;
}

std::optional<fault> read_kind(std::string_view name) {
  constexpr std::pair<std::string_view, fault_kind> kinds[] = {{"reset", fault_kind::reset},
                                                               {"stall", fault_kind::stall},
                                                               {"truncate", fault_kind::truncate},
                                                               {"garbage", fault_kind::garbage}};
  for (const auto& [known, kind] : kinds)
    if (name == known)
      return fault{.kind = kind};
  const auto status = read_number<int>(name);
  if (!status || *status < 400 || *status > 599)
    return std::nullopt;
  return fault{.kind = fault_kind::status, .status = *status};
}

tl::unexpected<error> refused(std::string_view entry, std::string_view why) {
  return fail(error_kind::invalid_configuration,
              '"' + std::string(entry) + "\": " + std::string(why));
}

// splitmix64: every bit of the sum changes about half of the bits of the result.
std::uint64_t mixed(std::uint64_t value) noexcept {
  value += 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

} // namespace

result<fault_plan> fault_plan::parse(std::string_view text) {
  // Probabilities are decimal fractions: 0.1 ten times is a little more than 1 in binary.
  constexpr double most = 1 + 1e-9;
  fault_plan plan;
  double sum = 0;
  for (std::size_t from = 0; from <= text.size();) {
    const auto entry = text.substr(from, text.find(',', from) - from);
    from += entry.size() + 1;
    const auto colon = entry.find(':');
    const auto kind = read_kind(entry.substr(0, colon));
    if (!kind)
      return refused(entry, "unknown fault; known are a status from 400 to 599, reset, stall, "
                            "truncate and garbage");
    const auto probability =
      colon == std::string_view::npos ? std::nullopt : read_number<double>(entry.substr(colon + 1));
    // Written so that NaN is refused, too.
    if (!probability || !(*probability >= 0 && *probability <= 1))
      return refused(entry, "expected a probability from 0 to 1 behind a colon");
    if (std::any_of(plan.chances_.begin(), plan.chances_.end(),
                    [&](const auto& known) { return known.what == *kind; }))
      return refused(entry, "given twice");
    sum += *probability;
    plan.chances_.push_back({.what = *kind, .up_to = sum});
  }
  if (sum > most)
    return fail(error_kind::invalid_configuration, "the probabilities sum up to more than 1");
  return plan;
}

fault fault_plan::draw(std::uint64_t seed, std::uint64_t call) const noexcept {
  // The upper 53 bits make a double in [0, 1).
  const auto drawn = static_cast<double>(mixed(mixed(seed) + call) >> 11U) * 0x1p-53;
  for (const auto& each : chances_)
    if (drawn < each.up_to)
      return each.what;
  return {};
}

} // namespace target_sdk::tools::edge
