// Turns a matching rule into content (Target: on-device decisioning).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include <target_sdk/artifact.hpp>
#include <target_sdk/json.hpp>
#include <target_sdk/logging.hpp>
#include <target_sdk/models/context.hpp>
#include <target_sdk/models/delivery_response.hpp>

#include "decisioning/artifact/artifact_data.hpp"
#include "decisioning/request_item.hpp"

namespace target_sdk::decisioning {

/// Makes the answers of one call. Content shares ownership of the artifact passed in.
class answer_maker {
public:
  answer_maker(const std::shared_ptr<const compiled_artifact>& snapshot, const geo& place,
               const log_sink& logger) noexcept;

  /// The options of `rule` for `item`, appended to `options`.
  void add_options(list<option>& options, const compiled_rule& rule, const request_item& item,
                   bool is_execute);

  /// Gives an entry what its rule holds beside name, options and metrics, and the options that were
  /// just added to it likewise. Of several rules the first one that has a member counts.
  template <class Entry>
  static void add_others(Entry& entry, const compiled_rule& rule, bool is_execute) {
    if (rule.others) // Hardly ever.
      add_others(entry, *rule.others, rule, is_execute);
  }

private:
  static void add_others(mbox_response& entry, const other_members& others,
                         const compiled_rule& rule, bool is_execute);
  static void add_others(view& entry, const other_members& others, const compiled_rule& rule,
                         bool is_execute);
  /// The options of a page load are those of several rules, whose consequences have no entry.
  static void add_others(page_load_response& entry, const other_members& others,
                         const compiled_rule& rule, bool is_execute);

  json content_of(const compiled_rule& rule, const compiled_option& option,
                  const request_item& item);

  const std::shared_ptr<const compiled_artifact>& snapshot_;
  const geo& place_;
  const log_sink& logger_;
  std::size_t macro_room_ = max_rendered_bytes;
  bool has_place_tokens_;
};

} // namespace target_sdk::decisioning
