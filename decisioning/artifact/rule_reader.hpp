// Reads one rule of an artifact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include <target_sdk/json.hpp>

#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/artifact/checked_reader.hpp"
#include "decisioning/artifact/json_pointer.hpp"
#include "decisioning/artifact/macros.hpp"

namespace target_sdk::decisioning {

/// Reads rules into `artifact`, whose payload and response tokens are already set.
class rule_reader {
public:
  rule_reader(artifact_data& artifact, offence_log& log) noexcept
    : artifact_(artifact),
      log_(log),
      read_(log) {}

  /// Adds a rule, an object, of a view or of an mbox.
  std::uint32_t add(json_view source, const json_pointer& place, bool is_of_view);

private:
  void read_consequence(compiled_rule& rule, json_view consequence, const json_pointer& place,
                        bool is_of_view);
  /// Reads what the rest of the reader does not look at.
  void read_others(compiled_rule& rule, json_view consequence, const json_pointer& place,
                   bool is_of_view);
  template <class Model>
  void read_others_of_entry(Model& others, json_view consequence, const json_pointer& place);
  void read_options(compiled_rule& rule, json_view consequence, const json_pointer& place);
  void read_metrics(compiled_rule& rule, json_view consequence, const json_pointer& place);
  compiled_metric read_metric(json_view source, const json_pointer& place);
  compiled_option read_option(const compiled_rule& rule, json_view source, std::size_t position,
                              const json_pointer& place);
  void resolve_macros(compiled_option& option, json_view meta, const json_pointer& place);

  using number_of_text = std::unordered_map<std::string, std::uint32_t>;

  artifact_data& artifact_;
  offence_log& log_;
  checked_reader read_;
  number_of_text keys_;
  number_of_text activities_;
  std::size_t macro_room_ = max_compiled_macro_bytes;
};

} // namespace target_sdk::decisioning
