// Makes the fields of a description: `member<&geo::city>("city").max_length(50)`.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "models/values.hpp"

namespace target_sdk::detail {

/// A member that may be absent: `std::optional<T>` or `boxed<T>`.
template <class Member>
concept optional_member = requires(const Member& member) {
  { member.has_value() } -> std::same_as<bool>;
  { *member } -> std::same_as<const typename Member::value_type&>;
};

/// Gives an optional member a new value, to be read into.
void engage(optional_member auto& member) {
  member.emplace();
}

template <class Enum>
void engage(std::optional<text_enum<Enum>>& member) {
  member.emplace(Enum());
}

/// The functions of a member of type `Member`, either an optional one or `list<T>`.
template <class Member>
struct member_functions;

template <optional_member Member>
struct member_functions<Member> {
  using functions = value_kind<typename Member::value_type>;

  static bool is_present(const void* member) noexcept {
    return static_cast<const Member*>(member)->has_value();
  }
  static void reset(void* member) noexcept { static_cast<Member*>(member)->reset(); }
  static bool read(reader& in, const field& about, const node& from, void* member) {
    auto& slot = *static_cast<Member*>(member);
    engage(slot);
    return functions::read(in, about, from, *slot);
  }
  static void write(text_buffer& out, const void* member) {
    functions::write(out, **static_cast<const Member*>(member));
  }
  static bool check(checker& check, const field& about, const void* member) {
    return functions::check(check, about, **static_cast<const Member*>(member));
  }
};

template <class T>
struct member_functions<list<T>> {
  static bool is_present(const void* member) noexcept {
    return static_cast<const list<T>*>(member)->has_value();
  }
  static void reset(void* member) noexcept { static_cast<list<T>*>(member)->reset(); }
  static bool read(reader& in, const field& about, const node& value, void* member) {
    if (!value.IsArray())
      return in.refuse("expected an array");
    auto& items = static_cast<list<T>*>(member)->emplace();
    items.reserve(value.Size());
    path::step step(in.where(), std::size_t{0});
    for (const auto& element : elements_of(value)) {
      step.move_to(items.size());
      if (!value_kind<T>::read(in, about, element, items.emplace_back()))
        return false;
    }
    return true;
  }
  static void write(text_buffer& out, const void* member) {
    out += '[';
    bool is_first = true;
    for (const auto& item : *static_cast<const list<T>*>(member)) {
      if (!is_first)
        out += ',';
      is_first = false;
      value_kind<T>::write(out, item);
    }
    out += ']';
  }
  static bool check(checker& check, const field& about, const void* member) {
    const auto& items = *static_cast<const list<T>*>(member);
    if (about.is_never_empty && items.empty())
      return check.refuse("empty");
    if (items.size() > about.most_items)
      return check.refuse("more than " + std::to_string(about.most_items) + " items");
    path::step step(check.where(), std::size_t{0});
    for (std::size_t i = 0; i < items.size(); ++i) {
      step.move_to(i);
      if (!value_kind<T>::check(check, about, items[i]))
        return false;
    }
    return true;
  }
};

/// A model that keeps the members that no field describes.
template <class Model>
concept extensible = requires(const Model& model) {
  requires std::same_as<decltype(model.extra), extra_members>;
};

/// Looks for what the models in a member hold in `extra`; nothing for other members.
template <class Member>
struct extra_of {
  static constexpr bool (*check)(checker&, const void*) = nullptr;
};

template <optional_member Member>
requires extensible<typename Member::value_type>
struct extra_of<Member> {
  using model = typename Member::value_type;

  static bool any(const Member& member) noexcept {
    return member && description_of<model>().has_extra(&*member);
  }
  static bool check(checker& check, const void* member) {
    return check.check_extra(description_of<model>(), &**static_cast<const Member*>(member));
  }
};

template <extensible Model>
struct extra_of<list<Model>> {
  static bool any(const list<Model>& member) noexcept {
    for (const auto& item : member)
      if (description_of<Model>().has_extra(&item))
        return true;
    return false;
  }
  static bool check(checker& check, const void* member) {
    path::step step(check.where(), std::size_t{0});
    std::size_t index = 0;
    for (const auto& item : *static_cast<const list<Model>*>(member)) {
      step.move_to(index++);
      if (!check.check_extra(description_of<Model>(), &item))
        return false;
    }
    return true;
  }
};

template <class Member>
inline constexpr member_kind kind_of = {
  &member_functions<Member>::is_present, &member_functions<Member>::reset,
  &member_functions<Member>::read,       &member_functions<Member>::write,
  &member_functions<Member>::check,      extra_of<Member>::check};

template <class Pointer>
struct model_of_pointer;

template <class Model, class T>
struct model_of_pointer<T Model::*> {
  using type = Model;
};

/// The member of a model that `Pointer` points to, or a member of that member, and so on.
template <auto Pointer, auto... Inner>
constexpr const auto& member_of(const auto& model) noexcept {
  if constexpr (sizeof...(Inner) == 0)
    return model.*Pointer;
  else
    return member_of<Inner...>(model.*Pointer);
}

/// The field for the member that `Pointer` points to; with more pointers, for a member of that
/// member, which has no name of its own in JSON: `member<&get_offers::visit, &visit::session_id>`.
template <auto Pointer, auto... Inner, std::size_t Size>
consteval field member(const char (&name)[Size]) {
  using model = typename model_of_pointer<decltype(Pointer)>::type;
  using type = std::remove_cvref_t<decltype(member_of<Pointer, Inner...>(std::declval<model>()))>;
  field out;
  static_assert(Size + 3 <= sizeof(out.key), "make field::key larger");
  out.key[out.key_size++] = ',';
  out.key[out.key_size++] = '"';
  for (std::size_t i = 0; i + 1 < Size; ++i)
    out.key[out.key_size++] = name[i];
  out.key[out.key_size++] = '"';
  out.key[out.key_size++] = ':';
  out.kind = &kind_of<type>;
  out.locate = [](const void* value) noexcept -> const void* {
    return &member_of<Pointer, Inner...>(*static_cast<const model*>(value));
  };
  out.holds_models = requires {
    extra_of<type>::any;
  };
  if constexpr (requires { extra_of<type>::any; })
    out.has_extra = [](const void* value) noexcept {
      return extra_of<type>::any(member_of<Pointer, Inner...>(*static_cast<const model*>(value)));
    };
  return out;
}

/// Two groups of fields as one.
template <std::size_t First, std::size_t Second>
consteval auto joined(const std::array<field, First>& first,
                      const std::array<field, Second>& second) {
  std::array<field, First + Second> out;
  for (std::size_t i = 0; i < First; ++i)
    out[i] = first[i];
  for (std::size_t i = 0; i < Second; ++i)
    out[First + i] = second[i];
  return out;
}

/// Calls a check of one model type through the type-erased pointer of a description.
template <auto Rules>
struct rules_of;

template <class Model, bool (*Rules)(checker&, const Model&)>
struct rules_of<Rules> {
  static bool call(checker& check, const void* model) {
    return Rules(check, *static_cast<const Model*>(model));
  }
};

/// Whether a model holds members without a field, or one of the fields of `Table` does. All of it
/// is known to the compiler.
template <class Model, const auto& Table, std::size_t... Index>
bool has_extra(const void* model, std::index_sequence<Index...>) noexcept {
  const auto is_in = [model]<std::size_t I>(std::integral_constant<std::size_t, I>) noexcept {
    if constexpr (Table[I].holds_models)
      return Table[I].has_extra(model);
    else
      return false;
  };
  return !static_cast<const Model*>(model)->extra.empty()
         || (is_in(std::integral_constant<std::size_t, Index>()) || ...);
}

/// The description of `Model`.
template <class Model, const auto& Table>
consteval model_description described(bool (*rules)(checker&, const void*) = nullptr) {
  model_description out{.fields = Table, .rules = rules};
  if constexpr (extensible<Model>) {
    out.extra = [](const void* model) noexcept -> const extra_members& {
      return static_cast<const Model*>(model)->extra;
    };
    out.has_extra = [](const void* model) noexcept {
      return has_extra<Model, Table>(model, std::make_index_sequence<Table.size()>());
    };
  }
  return out;
}

} // namespace target_sdk::detail

/// Defines the description of a model: its fields, and optionally a function with more rules.
#define TARGET_SDK_DESCRIBE(Model, table, ...)                            \
  template <>                                                             \
  const model_description& description_of<Model>() noexcept {             \
    static constexpr auto description =                                   \
      described<Model, table>(__VA_OPT__(&rules_of<&__VA_ARGS__>::call)); \
    return description;                                                   \
  }
