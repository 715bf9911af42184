#include "models/json_text.hpp"

#include <charconv>

#include "models/unique_members.hpp"

namespace target_sdk::detail {

namespace {

void append_number_node(text_buffer& out, const node& value) {
  if (value.IsInt64()) {
    append_number(out, value.GetInt64());
  } else if (value.IsUint64()) {
    auto* const at = out.room(20);
    out.set_end(std::to_chars(at, at + 20, value.GetUint64()).ptr);
  } else {
    append_number(out, value.GetDouble());
  }
}

void append_array(text_buffer& out, const node& value) {
  out += '[';
  bool first = true;
  for (const auto& element : elements_of(value)) {
    if (!first)
      out += ',';
    first = false;
    append_json(out, element);
  }
  out += ']';
}

void append_member(text_buffer& out, const node& name, const node& value) {
  if (out.back() != '{')
    out += ',';
  append_string(out, text_of(name));
  out += ':';
  append_json(out, value);
}

void append_object(text_buffer& out, const node& value) {
  out += '{';
  if (has_repeated_names(value)) {
    for (const auto& member : unique_members(value))
      append_member(out, *member.name, *member.value);
  } else {
    for (const auto& member : members_of(value))
      append_member(out, member.name, member.value);
  }
  out += '}';
}

} // namespace

void append_json(text_buffer& out, const node& value) {
  switch (value.GetType()) {
  case rapidjson::kNullType: out += "null"; break;
  case rapidjson::kFalseType: out += "false"; break;
  case rapidjson::kTrueType: out += "true"; break;
  case rapidjson::kNumberType: append_number_node(out, value); break;
  case rapidjson::kStringType: append_string(out, text_of(value)); break;
  case rapidjson::kArrayType: append_array(out, value); break;
  case rapidjson::kObjectType: append_object(out, value); break;
  }
}

} // namespace target_sdk::detail
