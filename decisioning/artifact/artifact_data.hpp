// Contents of a compiled artifact: everything a decision needs, precomputed.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/json.hpp>
#include <target_sdk/models/delivery_response.hpp>

#include "decisioning/artifact/macros.hpp"
#include "decisioning/artifact/name_index.hpp"
#include "decisioning/artifact/response_tokens.hpp"
#include "decisioning/conditions/expression.hpp"

namespace target_sdk::decisioning {

/// An offer of a rule.
struct compiled_option {
  std::optional<json_view> content; ///< Macros that depend on the rule alone are replaced.
  std::string_view event_token;
  /// For prefetch: its own token, else that of the display metric at the same position.
  std::string_view prefetch_token;
  std::unique_ptr<const content_macros> macros;           ///< Macros that depend on the request.
  std::unique_ptr<const text_enum<option_type>> new_type; ///< One that is not known.
  std::optional<option_type> type;
  bool has_event_token = false;
  bool has_prefetch_token = false;
  bool is_blank = false; ///< Neither type nor content: dropped by execute.

  void set_type(std::string_view text);
  void set_prefetch_token(std::optional<std::string_view> token) noexcept {
    has_prefetch_token = token.has_value();
    prefetch_token = token.value_or(std::string_view());
  }
  std::optional<text_enum<option_type>> made_type() const {
    return new_type ? std::optional(*new_type)
           : type   ? std::optional<text_enum<option_type>>(*type)
                    : std::nullopt;
  }
};

/// A metric of a rule: where its texts lie, or all of it when there is more to it.
struct compiled_metric {
  std::optional<metric_type> type; ///< None: absent, or one that is not known.
  std::optional<std::string_view> selector;
  std::optional<std::string_view> event_token;
  std::unique_ptr<const metric> whole; ///< Null for most.

  bool is_click() const noexcept { return type == metric_type::click; }
  metric made() const;
  /// Fills in a metric that has nothing yet.
  void give(metric& to) const;
};

/// Members of a consequence that no decision depends on; they only become parts of answers.
struct other_members {
  mbox_response mbox = {};    ///< Of the consequence, without name, options and metrics;
  target_sdk::view view = {}; ///< one of both is empty.
  std::vector<extra_members> options = {}; ///< By position.
};

struct compiled_rule {
  std::uint32_t key = 0; ///< Rules with the same `ruleKey` have the same.
  expression_id condition = 0;
  bool has_condition = false; ///< A rule without one never matches.
  std::string activity;       ///< `meta["activity.id"]` in the allocation key; empty without one.
  std::uint32_t activity_number = 0; ///< Rules with the same `activity` have the same.
  json_view meta;
  json_view source; ///< The rule itself.
  std::vector<std::string_view> property_tokens;
  std::optional<std::string_view> name; ///< Of the consequence.
  std::vector<compiled_option> options;
  std::vector<compiled_metric> metrics;
  bool has_metrics = false;
  std::unique_ptr<const other_members> others; ///< Null when there are none, as nearly always.
  json_view tokens;                            ///< Response tokens, without the geolocation.
};

/// The rules of an mbox or view, in priority order.
struct location {
  std::string_view name;
  std::vector<std::uint32_t> rules;
};

struct artifact_data {
  json payload;
  std::size_t source_size = 0;
  std::string_view version;
  json_view meta;
  std::string_view global_mbox = "target-global-mbox";
  bool geo_targeting_enabled = false;
  listed_tokens response_tokens;
  rule_tokens tokens; ///< Of all rules.
  std::vector<std::string_view> local_mboxes;
  std::vector<std::string_view> remote_mboxes;
  std::vector<std::string_view> local_views;
  std::vector<std::string_view> remote_views;

  expression_pool expressions;
  std::vector<compiled_rule> rules;
  std::vector<location> mboxes;
  std::vector<location> views;
  name_index mbox_names;
  name_index view_names;
  std::vector<json> made; ///< Owners of generated contents.
  /// Whether a rule's failing condition was logged.
  mutable std::unique_ptr<std::atomic_flag[]> is_failure_logged;

  const location* find_mbox(std::string_view name) const noexcept {
    return find(mbox_names, mboxes, name);
  }
  const location* find_view(std::string_view name) const noexcept {
    return find(view_names, views, name);
  }

  /// The place of a rule in the artifact, a JSON pointer, for logs.
  std::string place_of(const compiled_rule& rule) const;

private:
  static const location* find(const name_index& names, const std::vector<location>& locations,
                              std::string_view name) noexcept {
    const auto* const known = names.find(name);
    return known == nullptr || !known->location ? nullptr : &locations[*known->location];
  }
};

} // namespace target_sdk::decisioning
