// How values of each C++ type are read, written and checked. `value_kind<T>` has three functions;
// read and check report errors and then return false.
#pragma once

#include <cstdint>
#include <string>

#include "models/checker.hpp"
#include "models/enum_names.hpp"
#include "models/json_text.hpp"
#include "models/reader.hpp"
#include "models/writer.hpp"

namespace target_sdk::detail {

/// Models, by their description.
template <class Model>
struct value_kind {
  static bool read(reader& in, const field&, const node& value, Model& into) {
    return in.read_model(description_of<Model>(), value, &into);
  }
  static void write(text_buffer& out, const Model& value) {
    append_model(out, description_of<Model>(), &value);
  }
  static bool check(checker& check, const field&, const Model& value) {
    return check.check_model(description_of<Model>(), &value);
  }
};

template <class T>
struct scalar_kind {
  static bool read(reader& in, const field& about, const node& value, T& into);
  static void write(text_buffer& out, const T& value);
  static bool check(checker& check, const field& about, const T& value);
};

template <>
struct value_kind<bool> : scalar_kind<bool> {};
template <>
struct value_kind<double> : scalar_kind<double> {};
template <>
struct value_kind<std::int64_t> : scalar_kind<std::int64_t> {};
template <>
struct value_kind<std::string> : scalar_kind<std::string> {};
template <>
struct value_kind<json> : scalar_kind<json> {};

bool refuse_enum_text(reader& in, std::string_view text, std::span<const std::string_view> names);
bool refuse_enum_text(checker& check, std::string_view text,
                      std::span<const std::string_view> names);

template <class Enum>
struct value_kind<text_enum<Enum>> {
  static bool read(reader& in, const field& about, const node& value, text_enum<Enum>& into) {
    if (!value.IsString())
      return in.refuse("expected a string");
    into = text_enum<Enum>::from_text(text_of(value));
    return into.is_known() || about.allows_any_text || !in.checks_enums()
           || refuse_enum_text(in, into.text(), enum_names<Enum>());
  }
  static void write(text_buffer& out, const text_enum<Enum>& value) {
    append_string(out, value.text());
  }
  static bool check(checker& check, const field&, const text_enum<Enum>& value) {
    return value.is_known() || refuse_enum_text(check, value.text(), enum_names<Enum>());
  }
};

} // namespace target_sdk::detail
