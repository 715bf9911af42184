#include "tools/targetctl/console/views/why.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "decisioning/conditions/evaluator.hpp"
#include "decisioning/evaluation_listener.hpp"
#include "decisioning/tracer.hpp"
#include "tools/targetctl/console/views/condition_words.hpp"
#include "tools/targetctl/console/views/context_judge.hpp"
#include "tools/targetctl/console/views/rule_names.hpp"

namespace target_sdk::tools::console {
namespace {

using decisioning::compiled_rule;
using decisioning::rule_context;

constexpr std::size_t most_items = 60;
constexpr std::size_t most_told_rules = 200; ///< Of an item.

/// Collects what the decision of one item does.
class item_listener : public decisioning::evaluation_listener {
public:
  void on_evaluated(const compiled_rule& rule, rule_context& context, bool holds) override {
    if (context_.is_null())
      context_ = decisioning::context_to_json(context);
    if (found_.size() >= most_told_rules)
      return;
    auto& entry = found_[&rule];
    entry.is_used = holds;
    entry.allocation = context.number(decisioning::context_slot::allocation);
    context_judge judge(context);
    entry.condition = rule.has_condition
                        ? describe_condition(rule.source["condition"], &judge)
                        : json::object({{"words", "never: it has no condition"}, {"holds", false}});
  }

  /// What came of a rule of the item.
  json tell(const compiled_rule& rule, bool is_for_property) const {
    auto told = json_builder::object();
    set_names(told, rule);
    const auto found = found_.find(&rule);
    if (found == found_.end()) {
      told.set("state", "passed over");
      told.set("why", is_for_property ? "an earlier rule was used" : "it is for another property");
    } else {
      told.set("state", found->second.is_used ? "used" : "unmet");
      told.set("allocation", found->second.allocation);
      told.set("condition", found->second.condition);
    }
    told.set("offers", offers_of(rule));
    return std::move(told).build();
  }

  const json& context() const noexcept { return context_; }

private:
  struct evaluation {
    bool is_used = false;
    double allocation = 0;
    json condition = {};
  };
  std::map<const compiled_rule*, evaluation> found_ = {};
  json context_ = {};
};

class explainer {
public:
  explainer(const edge::edge_world& world, const edge::checked_delivery& checked)
    : artifact_(world.rules.artifact),
      data_(artifact_->data()),
      checked_(checked),
      alone_(checked.request) {}

  json explain() {
    const auto& [execute, prefetch] = std::tie(checked_.request.execute, checked_.request.prefetch);
    if (execute) {
      explain_mboxes<execute_request>("execute", execute->mboxes);
      if (execute->page_load)
        explain_page("execute", execute_request{.page_load = execute->page_load});
    }
    if (prefetch) {
      explain_mboxes<prefetch_request>("prefetch", prefetch->mboxes);
      for (const auto& wanted : prefetch->views)
        explain_view(wanted);
      if (prefetch->page_load)
        explain_page("prefetch", prefetch_request{.page_load = prefetch->page_load});
    }
    return std::move(items_).build();
  }

private:
  template <class Mode>
  void explain_mboxes(std::string_view mode, const list<mbox_request>& mboxes) {
    for (const auto& mbox : mboxes) {
      Mode alone;
      alone.mboxes.emplace().push_back(mbox);
      const auto name = mbox.name.value_or("");
      ask_alone(std::move(alone));
      add(mode, "mbox", name, data_.find_mbox(name), data_.mbox_names);
    }
  }

  template <class Mode>
  void explain_page(std::string_view mode, Mode alone) {
    ask_alone(std::move(alone));
    add(mode, "page load", data_.global_mbox, data_.find_mbox(data_.global_mbox), data_.mbox_names);
  }

  void explain_view(const view_request& wanted) {
    if (wanted.name)
      return add_view(wanted, *wanted.name);
    for (const auto& rules : data_.views) {
      auto named = wanted;
      named.name = std::string(rules.name);
      add_view(named, rules.name);
    }
  }

  void add_view(const view_request& wanted, std::string_view name) {
    prefetch_request alone;
    alone.views.emplace().push_back(wanted);
    ask_alone(std::move(alone));
    add("prefetch", "view", name, data_.find_view(name), data_.view_names);
  }

  /// `alone_` asks for nothing else from now on.
  void ask_alone(execute_request alone) {
    alone_.execute = std::move(alone);
    alone_.prefetch.reset();
  }
  void ask_alone(prefetch_request alone) {
    alone_.prefetch = std::move(alone);
    alone_.execute.reset();
  }

  /// Decides `alone_`.
  void add(std::string_view mode, std::string_view kind, std::string_view name,
           const decisioning::location* rules, const decisioning::name_index& names) {
    if (++count_ > most_items)
      return;
    item_listener heard;
    decisioning::decide(artifact_, alone_, checked_.settings, checked_.call, heard);
    auto item = json_builder::object();
    item.set("mode", mode);
    item.set("kind", kind);
    item.set("name", name);
    item.set("standing", standing_of(names, name));
    auto told = json_builder::array();
    std::size_t left = most_told_rules;
    if (rules != nullptr)
      for (const auto number : rules->rules) {
        if (left-- == 0)
          break;
        const auto& rule = data_.rules[number];
        told.add(heard.tell(rule, is_for_property(rule)));
      }
    item.set("rules", std::move(told).build());
    if (!heard.context().is_null())
      item.set("context", heard.context());
    items_.add(std::move(item).build());
  }

  bool is_for_property(const compiled_rule& rule) const {
    const auto& tokens = rule.property_tokens;
    const auto given = checked_.request.property && checked_.request.property->token
                         ? std::string_view(*checked_.request.property->token)
                         : std::string_view();
    return tokens.empty() || std::find(tokens.begin(), tokens.end(), given) != tokens.end();
  }

  static const char* standing_of(const decisioning::name_index& names, std::string_view name) {
    const auto* const known = names.find(name);
    if (known == nullptr)
      return "unknown";
    return known->remote_position ? "remote" : "local";
  }

  const std::shared_ptr<const compiled_artifact>& artifact_;
  const decisioning::artifact_data& data_;
  const edge::checked_delivery& checked_;
  delivery_request alone_; ///< With one item.
  json_builder items_ = json_builder::array();
  std::size_t count_ = 0;
};

} // namespace

json explain(const edge::edge_world& world, const edge::checked_delivery& checked) {
  return explainer(world, checked).explain();
}

} // namespace target_sdk::tools::console
