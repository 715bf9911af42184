// Figures in Prometheus' text format, as a test compares them.
#pragma once

#include <boost/test/unit_test.hpp>

#include <map>
#include <sstream>
#include <string>
#include <string_view>

namespace target_sdk::testing {

/// Values by name and labels, as they are written: `name{label="value"}`.
using series = std::map<std::string, double>;

inline series read_series(const std::string& text) {
  series found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#'))
      continue;
    const auto space = line.rfind(' ');
    const bool is_new =
      found.emplace(line.substr(0, space), std::stod(line.substr(space + 1))).second;
    BOOST_TEST(is_new, "twice: " + line);
  }
  return found;
}

/// Of a family: that of its name, with all labels.
inline bool is_of(const std::string& name, std::string_view family) {
  return name.starts_with(family) && (name.size() == family.size() || name[family.size()] == '{');
}

inline double sum_of(const series& figures, std::string_view family) {
  double sum = 0;
  for (const auto& [name, value] : figures)
    sum += is_of(name, family) ? value : 0;
  return sum;
}

/// The family has what is expected; its other series are there and 0.
inline void check_family(const series& figures, std::string_view family, const series& expected) {
  std::size_t count = 0;
  for (const auto& [name, value] : figures)
    if (is_of(name, family)) {
      const auto found = expected.find(name);
      BOOST_TEST(value == (found == expected.end() ? 0 : found->second), name << " is " << value);
      ++count;
    }
  BOOST_TEST(count > 0u, family);
  for (const auto& [name, value] : expected)
    BOOST_TEST(figures.contains(name), name);
}

} // namespace target_sdk::testing
