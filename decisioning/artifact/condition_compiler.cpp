#include "decisioning/artifact/condition_compiler.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "decisioning/conditions/operators.hpp"
#include "decisioning/conditions/simplifier.hpp"

namespace target_sdk::decisioning {
namespace {

// The one member of an operation; empty for other values. Of repeated names the last counts.
std::optional<std::pair<std::string_view, json_view>> operation_in(json_view view) {
  std::optional<std::pair<std::string_view, json_view>> found;
  for (const auto member : view.members()) {
    if (found && found->first != member.first)
      return std::nullopt;
    found = member;
  }
  return found;
}

class compiler {
public:
  compiler(expression_pool& pool, offence_log& log) : pool_(pool), log_(log) {
    siblings_.reserve(32); // More than most conditions need.
  }

  // The node for `view`, whose children are in the pool already.
  expression_node compile(json_view view, const json_pointer& place, bool is_scoped) {
    if (view.is_array())
      return compile_list(view, place, is_scoped);
    const auto operation = operation_in(view);
    if (!operation)
      return constant_node(value::from_json(view));
    const auto op = operation_named(operation->first);
    if (op == opcode::constant) {
      log_.note(place, "unknown operator " + json(operation->first).dump());
      return constant_node(value::null());
    }
    const json_pointer inside(place, operation->first);
    return op == opcode::variable ? compile_variable(operation->second, inside, is_scoped)
                                  : compile_operation(op, operation->second, inside, is_scoped);
  }

  std::uint32_t add(const expression_node& node) {
    pool_.nodes.push_back(node);
    return static_cast<std::uint32_t>(pool_.nodes.size() - 1);
  }

private:
  expression_node compile_list(json_view view, const json_pointer& place, bool is_scoped) {
    expression_node node;
    node.op = opcode::list;
    return compile_children(node, view, place, is_scoped, is_scoped);
  }

  // Compiles the operands; those after the first are scoped as `later_scoped` says.
  expression_node compile_children(expression_node node, json_view operands,
                                   const json_pointer& place, bool is_scoped, bool later_scoped) {
    const auto first = siblings_.size();
    if (!operands.is_array())
      siblings_.push_back(compile(operands, place, is_scoped));
    std::size_t index = 0;
    for (const auto operand : operands.elements()) {
      siblings_.push_back(
        node.op == opcode::reduce && index == 2
          ? constant_node(value::from_json(operand))
          : compile(operand, json_pointer(place, index), index == 0 ? is_scoped : later_scoped));
      ++index;
    }
    adopt(pool_, node, std::span(siblings_).subspan(first));
    siblings_.resize(first);
    return node;
  }

  expression_node compile_operation(opcode op, json_view operands, const json_pointer& place,
                                    bool is_scoped) {
    const bool has_inner_data = op >= opcode::map && op <= opcode::some;
    const auto before = pool_.nodes.size();
    expression_node node;
    node.op = op;
    return without_unused(simplify(pool_, compile_children(node, operands, place, is_scoped,
                                                           is_scoped || has_inner_data)),
                          before);
  }

  expression_node compile_variable(json_view operands, const json_pointer& place, bool is_scoped) {
    const auto before = pool_.nodes.size();
    expression_node node;
    node.op = opcode::variable;
    const auto compiled = compile_children(node, operands, place, is_scoped, is_scoped);
    const bool is_computed =
      compiled.count > 0 && pool_.nodes[compiled.first].op != opcode::constant;
    return is_computed ? compiled : without_unused(resolve(compiled, is_scoped), before);
  }

  // Drops what was added since the pool had `before` nodes, unless `node` still has children there.
  expression_node without_unused(const expression_node& node, std::size_t before) {
    if (node.count == 0)
      pool_.nodes.resize(before);
    return node;
  }

  // A `var` with a constant name.
  expression_node resolve(const expression_node& variable, bool is_scoped) {
    scratch memory;
    const auto name = variable.count > 0 ? pool_.nodes[variable.first].constant : value();
    std::string_view path;
    if (!name.is_nullish())
      path = name.is_string() ? name.text() : keep(to_text(name, memory));

    expression_node node;
    node.op = is_scoped ? opcode::data_path : opcode::slot;
    node.first_step = static_cast<std::uint32_t>(pool_.steps.size());
    if (!path.empty()) {
      node.count = variable.count > 1 ? 1 : 0;
      node.first = node.count > 0 ? variable.first + 1 : 0;
      add_steps(is_scoped ? path : take_slot(node, path));
      node.step_count = static_cast<std::uint32_t>(pool_.steps.size()) - node.first_step;
    }
    if (!is_scoped && node.step_count > 0)
      node.op = opcode::slot_path;
    return node;
  }

  void add_steps(std::optional<std::string_view> path) {
    while (path) {
      const auto dot = path->find('.');
      pool_.steps.push_back(path->substr(0, dot));
      path = dot == std::string_view::npos ? std::nullopt : std::optional(path->substr(dot + 1));
    }
  }

  // Finds the slot that the first or the first two segments of `path` name; the rest is left.
  static std::optional<std::string_view> take_slot(expression_node& node, std::string_view path) {
    const auto first = path.find('.');
    const auto second = first == std::string_view::npos ? first : path.find('.', first + 1);
    for (const auto end : {second, first}) {
      const auto slot = slot_of(path.substr(0, end));
      if (!slot || end == 0)
        continue;
      node.slot = *slot;
      return end == std::string_view::npos ? std::nullopt : std::optional(path.substr(end + 1));
    }
    return path;
  }

  std::string_view keep(std::string_view text) { return pool_.texts.emplace_back(text); }

  expression_pool& pool_;
  offence_log& log_;
  std::vector<expression_node> siblings_; ///< Of the nodes that are being compiled.
};

} // namespace

expression_id compile_condition(expression_pool& pool, json_view condition,
                                const json_pointer& place, offence_log& log) {
  compiler work(pool, log);
  return work.add(work.compile(condition, place, false));
}

} // namespace target_sdk::decisioning
