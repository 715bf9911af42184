// The description of a model: a table of its members, which drives reading, writing and validation.
// Each model is described exactly once, in one of the files describe_*.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <target_sdk/models/extra_members.hpp>

#include "models/model_list.hpp"
#include "models/rapid.hpp"
#include "models/text_buffer.hpp"

namespace target_sdk::detail {

class reader;
class checker;
struct field;

/// Type-erased operations on members of one C++ type.
struct member_kind {
  bool (*is_present)(const void* member) noexcept;
  void (*reset)(void* member) noexcept;
  /// Replaces the member; false when the reader was told of an error.
  bool (*read)(reader& in, const field& about, const node& value, void* member);
  void (*write)(text_buffer& out, const void* member);
  /// False when the checker was told of an offence.
  bool (*check)(checker& check, const field& about, const void* member);
  /// Checks only what models hold in `extra`; null for members that are no models.
  bool (*check_extra)(checker& check, const void* member);
};

/// What JSON parts may hold.
enum class json_rule : std::uint8_t {
  object,
  any,
  parameters,
  mbox_parameters,
  profile_parameters
};

/// One member: its JSON name, its address in the model and its limits.
struct field {
  char key[32] = {}; ///< `,"name":`
  std::uint8_t key_size = 0;
  bool is_required = false;
  bool keeps_null = false;      ///< A null is a value, not absence.
  bool allows_any_text = false; ///< An unknown value of an enumeration is kept in requests too.
  bool is_never_blank = false;
  bool is_never_empty = false;
  json_rule rule = json_rule::object;
  json_type only_type = json_type::null; ///< When set, values of other types count as absent.
  std::uint32_t shortest = 0;            ///< In characters.
  std::uint32_t longest = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t most_items = std::numeric_limits<std::uint32_t>::max();
  std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  const member_kind* kind = nullptr;
  const void* (*locate)(const void* model) noexcept = nullptr;
  /// Whether models in this member have something in `extra`; null for members that are no models.
  bool (*has_extra)(const void* model) noexcept = nullptr;
  /// Whether `has_extra` is set: with sanitizers, GCC compares no functions while it compiles.
  bool holds_models = false;

  constexpr std::string_view name() const noexcept { return {key + 2, key_size - std::size_t{4}}; }
  /// The member of a model that may be changed.
  void* locate_in(void* model) const noexcept { return const_cast<void*>(locate(model)); }

  // Modifiers of `member<...>(...)` in a description.
  constexpr field& required() { return is_required = true, *this; }
  constexpr field& null_kept() { return keeps_null = true, *this; }
  constexpr field& any_text() { return allows_any_text = true, *this; }
  constexpr field& not_blank() { return is_never_blank = true, *this; }
  constexpr field& not_empty() { return is_never_empty = true, *this; }
  constexpr field& json(json_rule value) { return rule = value, *this; }
  constexpr field& absent_unless(json_type type) { return only_type = type, *this; }
  constexpr field& min_length(std::uint32_t value) { return shortest = value, *this; }
  constexpr field& max_length(std::uint32_t value) { return longest = value, *this; }
  constexpr field& max_items(std::uint32_t value) { return most_items = value, *this; }
  constexpr field& minimum(std::int64_t value) { return lowest = value, *this; }
  constexpr field& maximum(std::int64_t value) { return highest = value, *this; }
};

/// The members of a model in the order of writing, and the rules that span several of them.
struct model_description {
  std::span<const field> fields;
  bool (*rules)(checker& check, const void* model) = nullptr;
  /// The members that no field describes; null for models that do not keep them.
  const extra_members& (*extra)(const void* model) noexcept = nullptr;
  /// Whether there are any, in the model or in the models that it holds. Hardly ever: so it is
  /// cheap.
  bool (*has_extra)(const void* model) noexcept = nullptr;
  /// Reads a member under a name that is not its own; nothing when the name is none of those, false
  /// when the reader was told of an error.
  std::optional<bool> (*read_other_spelling)(reader& in, std::string_view name, const node& value,
                                             void* model) = nullptr;

  /// The field called `name`. Writers mostly keep the order of the document, so the search starts
  /// at `next`, behind the field found before.
  const field* find(std::string_view name, std::size_t& next) const noexcept {
    for (std::size_t tried = 0; tried < fields.size(); ++tried) {
      if (next >= fields.size())
        next = 0;
      const auto& candidate = fields[next++];
      if (candidate.name() == name)
        return &candidate;
    }
    return nullptr;
  }
  /// `extra` of a model that may be changed.
  extra_members& extra_in(void* model) const noexcept {
    return const_cast<extra_members&>(extra(model));
  }
  bool knows(std::string_view name) const noexcept {
    std::size_t next = 0;
    return find(name, next) != nullptr;
  }
};

/// The description of `Model`.
template <class Model>
const model_description& description_of() noexcept;

#define TARGET_SDK_DECLARE(Model) \
  template <>                     \
  const model_description& description_of<Model>() noexcept;
TARGET_SDK_MODELS(TARGET_SDK_DECLARE)
#undef TARGET_SDK_DECLARE

} // namespace target_sdk::detail
