#include "decisioning/values/parameters.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "decisioning/values/js_string.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr std::string_view suffix = "_lc";
constexpr std::size_t linear_search_limit = 32;
/// Of levels as JSON: leaves room for lists below and for the trace and the response around.
constexpr std::size_t deepest_level = max_json_depth / 2;

parameter* search(const parameter_object& level, std::string_view key) noexcept {
  for (auto* entry = level.first; entry != nullptr; entry = entry->next)
    if (entry->key == key)
      return entry;
  return nullptr;
}

// Builds the levels; an index takes over from searching when a level has many keys.
class reader {
public:
  explicit reader(scratch& memory) noexcept : memory_(memory) {}

  parameter_object* read_level(json_view object) {
    auto* const level = memory_.make<parameter_object>();
    for (const auto [key, given] : object.members())
      assign(*level, key, given);
    return level;
  }

  parameter_object* read_root(json_view object) {
    auto* const root = memory_.make<parameter_object>();
    std::vector<dotted> later;
    for (const auto [key, given] : object.members()) {
      if (is_path(key))
        later.push_back(
          {static_cast<std::size_t>(std::count(key.begin(), key.end(), '.')), key, given});
      else
        assign(*root, key, given);
    }
    // Longer paths last, so that they find the levels of shorter ones and win over their values.
    if (later.size() > 1) // Sorting allocates memory.
      std::stable_sort(later.begin(), later.end(),
                       [](const dotted& lhs, const dotted& rhs) { return lhs.dots < rhs.dots; });
    for (const auto& path : later)
      assign_path(*root, path.key, path.given);
    return root;
  }

private:
  struct dotted {
    std::size_t dots;
    std::string_view key;
    json_view given;
  };
  struct place {
    const parameter_object* level;
    std::string_view key;
    friend bool operator==(const place&, const place&) = default;
  };
  struct place_hash {
    std::size_t operator()(const place& at) const noexcept {
      return std::hash<std::string_view>{}(at.key) ^ std::hash<const void*>{}(at.level);
    }
  };

  static bool is_path(std::string_view key) noexcept {
    return key.find('.') != std::string_view::npos && key.find("..") == std::string_view::npos
           && key.front() != '.' && key.back() != '.';
  }

  parameter& entry(parameter_object& level, std::string_view key) {
    if (level.count <= linear_search_limit) {
      if (auto* const known = search(level, key))
        return *known;
    } else if (const auto known = index_.find({&level, key}); known != index_.end()) {
      return *known->second;
    }
    auto* const made = memory_.make<parameter>();
    made->key = key;
    made->order = level.count++;
    (level.last != nullptr ? level.last->next : level.first) = made;
    level.last = made;
    if (level.count == linear_search_limit + 1)
      for (auto* at = level.first; at != nullptr; at = at->next)
        index_.emplace(place{&level, at->key}, at);
    else if (level.count > linear_search_limit)
      index_.emplace(place{&level, key}, made);
    return *made;
  }

  void assign(parameter_object& level, std::string_view key, json_view given) {
    auto& slot = entry(level, key);
    slot.object = given.is_object() ? read_level(given) : nullptr;
    slot.given = slot.object != nullptr ? value(static_cast<const parameter_object*>(slot.object))
                                        : value::from_json(given);
  }

  void assign_path(parameter_object& root, std::string_view path, json_view given) {
    auto* level = &root;
    for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
      auto& slot = entry(*level, path.substr(0, dot));
      if (slot.object == nullptr) {
        slot.object = memory_.make<parameter_object>();
        slot.given = value(static_cast<const parameter_object*>(slot.object));
      }
      level = slot.object;
      path.remove_prefix(dot + 1);
    }
    assign(*level, path, given);
  }

  scratch& memory_;
  std::unordered_map<place, parameter*, place_hash> index_;
};

// JavaScript lists keys that are indices first, by number, then the others as inserted.
bool precedes(const parameter& lhs, const parameter& rhs) noexcept {
  const auto left = array_index(lhs.key);
  const auto right = array_index(rhs.key);
  if (left.has_value() != right.has_value())
    return left.has_value();
  return left ? *left < *right : lhs.order < rhs.order;
}

/// Finds keys of one level; many look-ups on a large level want an index.
class plain_search {
public:
  explicit plain_search(const parameter_object& level) noexcept : level_(level) {}
  const parameter* operator()(std::string_view key) const noexcept { return search(level_, key); }

private:
  const parameter_object& level_;
};

class indexed_search {
public:
  explicit indexed_search(const parameter_object& level) {
    index_.reserve(level.count);
    for (const auto* entry = level.first; entry != nullptr; entry = entry->next)
      index_.emplace(entry->key, entry);
  }
  const parameter* operator()(std::string_view key) const {
    const auto known = index_.find(key);
    return known == index_.end() ? nullptr : known->second;
  }

private:
  std::unordered_map<std::string_view, const parameter*> index_;
};

template <class Search>
const parameter* base_of(const Search& find, std::string_view key) {
  return key.ends_with(suffix) ? find(key.substr(0, key.size() - suffix.size())) : nullptr;
}

// The value when its turn comes to get a sibling: one made before may have replaced it.
template <class Search>
value value_in_turn(const Search& find, const parameter& entry, scratch& memory) {
  if (const auto* const base = base_of(find, entry.key); base != nullptr && precedes(*base, entry))
    if (const auto given = value_in_turn(find, *base, memory); given.is_string())
      return to_lower(given.text(), memory);
  return entry.given;
}

template <class Search>
value final_value(const Search& find, std::string_view key, scratch& memory) {
  if (const auto* const base = base_of(find, key))
    if (const auto given = value_in_turn(find, *base, memory); given.is_string())
      return to_lower(given.text(), memory);
  const auto* const entry = find(key);
  return entry != nullptr ? entry->given : value();
}

json level_to_json(const parameter_object& level, scratch& memory, std::size_t depth);

void set_value(json_builder& object, std::string_view key, const value& v, scratch& memory,
               std::size_t depth) {
  if (v.is_string())
    object.set(key, v.text());
  else if (v.is(value_kind::parameters))
    object.set(key, level_to_json(*v.parameters(), memory, depth + 1));
  else if (v.is_number())
    object.set(key, v.number());
  else if (v.is(value_kind::boolean))
    object.set(key, v.truth());
  else
    object.set(key, v.is(value_kind::json_array) ? v.json() : json_view());
}

// Dots in a name make levels without end; what lies too deep is null.
json level_to_json(const parameter_object& level, scratch& memory, std::size_t depth) {
  if (depth >= deepest_level)
    return {};
  const indexed_search find(level);
  auto object = json_builder::object();
  std::string sibling;
  for (const auto* entry = level.first; entry != nullptr; entry = entry->next) {
    set_value(object, entry->key, final_value(find, entry->key, memory), memory, depth);
    if (value_in_turn(find, *entry, memory).is_string()) {
      sibling.assign(entry->key).append(suffix);
      set_value(object, sibling, final_value(find, sibling, memory), memory, depth);
    }
  }
  return std::move(object).build();
}

} // namespace

const parameter_object* read_parameters(json_view parameters, scratch& memory) {
  return reader(memory).read_root(parameters);
}

value find_parameter(const parameter_object& level, std::string_view key, scratch& memory) {
  return final_value(plain_search(level), key, memory);
}

json parameters_to_json(const parameter_object& level, scratch& memory) {
  return level_to_json(level, memory, 0);
}

} // namespace target_sdk::decisioning
