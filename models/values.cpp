#include "models/values.hpp"

#include <cmath>

#include "models/json_text.hpp"
#include "models/parameter_rules.hpp"
#include "models/utf8.hpp"

namespace target_sdk::detail {

namespace {

std::string enum_message(std::string_view text, std::span<const std::string_view> names) {
  std::string out;
  append_json_string(out, text);
  out += " is not one of ";
  for (const auto name : names)
    out.append(name).append(name == names.back() ? "" : ", ");
  return out;
}

template <class Number>
bool check_range(checker& check, const field& about, Number value) {
  if (value < static_cast<Number>(about.lowest))
    return check.refuse("less than " + std::to_string(about.lowest));
  if (value > static_cast<Number>(about.highest))
    return check.refuse("more than " + std::to_string(about.highest));
  return true;
}

} // namespace

bool refuse_enum_text(reader& in, std::string_view text, std::span<const std::string_view> names) {
  return in.refuse(enum_message(text, names));
}

bool refuse_enum_text(checker& check, std::string_view text,
                      std::span<const std::string_view> names) {
  return check.refuse(enum_message(text, names));
}

template <>
bool scalar_kind<bool>::read(reader& in, const field&, const node& value, bool& into) {
  if (!value.IsBool())
    return in.refuse("expected a boolean");
  into = value.GetBool();
  return true;
}

template <>
void scalar_kind<bool>::write(text_buffer& out, const bool& value) {
  out += value ? "true" : "false";
}

template <>
bool scalar_kind<bool>::check(checker&, const field&, const bool&) {
  return true;
}

template <>
bool scalar_kind<double>::read(reader& in, const field&, const node& value, double& into) {
  if (!value.IsNumber())
    return in.refuse("expected a number");
  into = value.GetDouble();
  return true;
}

template <>
void scalar_kind<double>::write(text_buffer& out, const double& value) {
  append_number(out, value);
}

template <>
bool scalar_kind<double>::check(checker& check, const field& about, const double& value) {
  if (!std::isfinite(value))
    return check.refuse("not a finite number");
  return check_range(check, about, value);
}

template <>
bool scalar_kind<std::int64_t>::read(reader& in, const field&, const node& value,
                                     std::int64_t& into) {
  const auto number = to_view(value).as_int64();
  if (!number)
    return in.refuse("expected an integer");
  into = *number;
  return true;
}

template <>
void scalar_kind<std::int64_t>::write(text_buffer& out, const std::int64_t& value) {
  append_number(out, value);
}

template <>
bool scalar_kind<std::int64_t>::check(checker& check, const field& about,
                                      const std::int64_t& value) {
  return check_range(check, about, value);
}

template <>
bool scalar_kind<std::string>::read(reader& in, const field&, const node& value,
                                    std::string& into) {
  if (!value.IsString())
    return in.refuse("expected a string");
  into.assign(value.GetString(), value.GetStringLength());
  return true;
}

template <>
void scalar_kind<std::string>::write(text_buffer& out, const std::string& value) {
  append_string(out, value);
}

template <>
bool scalar_kind<std::string>::check(checker& check, const field& about, const std::string& value) {
  const auto length = count_characters(value);
  if (length == 0 && about.shortest > 0)
    return check.refuse("empty");
  if (length < about.shortest)
    return check.refuse("shorter than " + std::to_string(about.shortest) + " characters");
  if (length > about.longest)
    return check.refuse("longer than " + std::to_string(about.longest) + " characters");
  if (about.is_never_blank && is_blank(value))
    return check.refuse("blank");
  return true;
}

template <>
bool scalar_kind<json>::read(reader& in, const field& about, const node& value, json& into) {
  if (about.rule != json_rule::any && !value.IsObject())
    return in.refuse("expected an object");
  into = in.part(value);
  return true;
}

template <>
void scalar_kind<json>::write(text_buffer& out, const json& value) {
  if (value.is_null())
    out += "null";
  else
    append_json(out, *to_node(value));
}

template <>
bool scalar_kind<json>::check(checker& check, const field& about, const json& value) {
  if (about.rule == json_rule::any)
    return true;
  if (!value.is_object())
    return check.refuse("expected an object");
  return about.rule == json_rule::object || check_parameters(check, about.rule, value);
}

} // namespace target_sdk::detail
