// Random JSON of a model, by its description, with members that nobody knows at every depth.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/members.hpp"

namespace target_sdk::testing {

/// What the description says of a member's type, in words of the generator.
struct generated_kind {
  const detail::model_description& (*model)() noexcept = nullptr;
  std::span<const std::string_view> texts = {}; ///< Of an enumeration.
  bool is_list = false;
};

inline generated_kind find_kind(const detail::member_kind* kind) {
  using detail::kind_of;
  // clang-format off
#define MODEL_KIND(Model)                                                                          \
  if (kind == &kind_of<std::optional<Model>> || kind == &kind_of<boxed<Model>>                     \
      || kind == &kind_of<list<Model>>)                                                            \
    return {.model = &detail::description_of<Model>, .is_list = kind == &kind_of<list<Model>>};
#define ENUM_KIND(Enum)                                                                            \
  if (kind == &kind_of<std::optional<text_enum<Enum>>>)                                            \
    return {.texts = detail::enum_names<Enum>()};
  TARGET_SDK_MODELS(MODEL_KIND)
  ENUM_KIND(authenticated_state) ENUM_KIND(channel_type) ENUM_KIND(cross_domain)
  ENUM_KIND(decisioning_method) ENUM_KIND(device_type) ENUM_KIND(execution_mode)
  ENUM_KIND(logging_type) ENUM_KIND(metric_type) ENUM_KIND(mobile_platform_type)
  ENUM_KIND(option_type) ENUM_KIND(screen_orientation)
#undef ENUM_KIND
#undef MODEL_KIND
    // clang-format on
    return {};
}

/// Draws the same texts for the same seed, on every machine.
class model_generator {
public:
  explicit model_generator(std::uint64_t seed) : random_(seed) {}

  /// Text of a model. Its members are there or not, in any order, and among them are ones whose
  /// names begin with `?`. None that is known is null or repeated: so nothing may be lost.
  std::string text(const detail::model_description& model) {
    std::vector<std::string> members;
    for (const auto& about : model.fields)
      if (chance(60))
        members.push_back(member(about.name(), value_of(about)));
    for (auto more = below(3); more > 0; --more)
      members.push_back(member('?' + std::to_string(++unknown_), any_value(3)));
    return object(std::move(members));
  }

  /// How many members with `?` were made.
  std::size_t unknown() const noexcept { return unknown_; }

private:
  bool chance(unsigned percent) { return below(100) < percent; }
  std::size_t below(std::size_t count) { return random_() % count; }

  static std::string quoted(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
  }
  static std::string member(std::string_view name, const std::string& value) {
    return quoted(name) + ':' + value;
  }
  static std::string joined(char begin, const std::vector<std::string>& parts, char end) {
    std::string out(1, begin);
    for (const auto& part : parts)
      out.append(out.size() > 1 ? "," : "").append(part);
    return out + end;
  }

  std::string word() {
    constexpr std::array<std::string_view, 8> words = {
      "",
      "a",
      "hero banner",
      "M\xC3\xBCnchen",
      "\"quoted\" \\ \n",
      "</script>",
      "null",
      "long, so "
      "that it lies on the heap and not in the string itself"};
    return quoted(words[below(words.size())]);
  }
  std::string integer() {
    return std::to_string(static_cast<std::int64_t>(random_()) >> below(63));
  }
  std::string number() {
    return std::to_string(static_cast<int>(below(2000)) - 1000) + (chance(50) ? ".25" : "");
  }

  std::string any_value(unsigned depth) {
    switch (below(depth > 0 ? 8 : 6)) {
    case 0: return "null";
    case 1: return "true";
    case 2: return "false";
    case 3: return number();
    case 4: return integer();
    case 5: return word();
    case 6: return array([&] { return any_value(depth - 1); });
    default: return any_object(depth - 1);
    }
  }
  /// Its names are those of members that models have elsewhere, which says nothing here.
  std::string any_object(unsigned depth) {
    std::vector<std::string> members;
    for (std::string_view name : {"id", "name", "extra", "context", "index", "", "\xE2\x82\xAC"})
      if (chance(30))
        members.push_back(member(name, any_value(depth)));
    return object(std::move(members));
  }

  template <class Make>
  std::string array(Make make) {
    std::vector<std::string> elements;
    for (auto count = below(3); count > 0; --count)
      elements.push_back(make());
    return joined('[', elements, ']');
  }
  std::string object(std::vector<std::string> members) {
    // std::shuffle differs between libraries.
    for (std::size_t left = members.size(); left > 1; --left)
      std::swap(members[left - 1], members[below(left)]);
    return joined('{', members, '}');
  }

  std::string value_of(const detail::field& about) {
    using detail::kind_of;
    const auto known = find_kind(about.kind);
    if (known.model && known.is_list)
      return array([&] { return text(known.model()); });
    if (known.model)
      return text(known.model());
    if (!known.texts.empty())
      return quoted(known.texts[below(known.texts.size())]);
    if (about.kind == &kind_of<std::optional<std::string>>)
      return word();
    if (about.kind == &kind_of<std::optional<bool>>)
      return chance(50) ? "true" : "false";
    if (about.kind == &kind_of<std::optional<double>>)
      return number();
    if (about.kind == &kind_of<std::optional<std::int64_t>>)
      return integer();
    if (about.kind == &kind_of<list<std::string>>)
      return array([&] { return word(); });
    if (about.kind == &kind_of<list<std::int64_t>>)
      return array([&] { return integer(); });
    if (about.kind == &kind_of<std::optional<json>>)
      return about.rule == detail::json_rule::any ? array([&] { return any_value(2); })
                                                  : any_object(2);
    throw std::logic_error("no values for a member " + std::string(about.name()));
  }

  std::mt19937_64 random_;
  std::size_t unknown_ = 0;
};

} // namespace target_sdk::testing
