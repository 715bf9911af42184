// Members of calls and their answers that are plain values rather than optional ones: they are
// written unless they are empty.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <target_sdk/calls.hpp>

#include "models/members.hpp"

namespace target_sdk::detail {

/// A plain member of type `T`; `Present` says whether it is written.
template <class T, bool (*Present)(const T&)>
struct plain_member {
  static bool is_present(const void* member) noexcept {
    return Present(*static_cast<const T*>(member));
  }
  static void reset(void* member) noexcept { *static_cast<T*>(member) = T{}; }
  static bool read(reader& in, const field& about, const node& value, void* member) {
    return value_kind<T>::read(in, about, value, *static_cast<T*>(member));
  }
  static void write(text_buffer& out, const void* member) {
    value_kind<T>::write(out, *static_cast<const T*>(member));
  }
  static bool check(checker& check, const field& about, const void* member) {
    return value_kind<T>::check(check, about, *static_cast<const T*>(member));
  }
};

template <class T>
bool always(const T&) {
  return true;
}

template <class T>
bool unless_empty(const T& value) {
  return !value.empty();
}

template <class T>
bool unless_default(const T& value) {
  return value != T();
}

inline bool unless_null(const json& value) {
  return !value.is_null();
}

/// Vectors: lists that are absent when empty.
template <class T>
struct value_kind<std::vector<T>> {
  static bool read(reader& in, const field& about, const node& value, std::vector<T>& into) {
    list<T> items;
    if (!member_functions<list<T>>::read(in, about, value, &items))
      return false;
    into.assign(items.begin(), items.end());
    return true;
  }
  static void write(text_buffer& out, const std::vector<T>& value) {
    list<T> items(value);
    member_functions<list<T>>::write(out, &items);
  }
  static bool check(checker& check, const field& about, const std::vector<T>& value) {
    list<T> items(value);
    return member_functions<list<T>>::check(check, about, &items);
  }
};

/// Customer ids are read as a map by integration code too, as the Node SDK takes them:
/// `{"crm": "u1", "loyalty": {"id": "u2", "authState": 1}}`.
template <>
struct value_kind<std::vector<customer_id>> {
  static bool read(reader& in, const field& about, const node& value,
                   std::vector<customer_id>& into);
  static void write(text_buffer& out, const std::vector<customer_id>& value) {
    list<customer_id> items(value);
    member_functions<list<customer_id>>::write(out, &items);
  }
  static bool check(checker& check, const field& about, const std::vector<customer_id>& value) {
    list<customer_id> items(value);
    return member_functions<list<customer_id>>::check(check, about, &items);
  }
};

/// Header fields are an object of texts, in order: `{"traceparent": "00-..."}`.
template <>
struct value_kind<http_headers> {
  static bool read(reader& in, const field& about, const node& value, http_headers& into);
  static void write(text_buffer& out, const http_headers& value);
  static bool check(checker&, const field&, const http_headers&) { return true; }
};

/// Durations are whole numbers of their unit.
template <class Period>
struct value_kind<std::chrono::duration<std::int64_t, Period>> {
  using duration = std::chrono::duration<std::int64_t, Period>;

  static bool read(reader& in, const field& about, const node& value, duration& into) {
    std::int64_t count = 0;
    if (!value_kind<std::int64_t>::read(in, about, value, count))
      return false;
    into = duration(count);
    return true;
  }
  static void write(text_buffer& out, const duration& value) {
    value_kind<std::int64_t>::write(out, value.count());
  }
  static bool check(checker&, const field&, const duration&) { return true; }
};

/// Numbers of a smaller range.
template <class Integer>
struct integer_kind {
  static bool read(reader& in, const field& about, const node& value, Integer& into) {
    std::int64_t number = 0;
    if (!value_kind<std::int64_t>::read(in, about, value, number))
      return false;
    if (!std::in_range<Integer>(number))
      return in.refuse("out of range");
    into = static_cast<Integer>(number);
    return true;
  }
  static void write(text_buffer& out, const Integer& value) {
    value_kind<std::int64_t>::write(out, static_cast<std::int64_t>(value));
  }
  static bool check(checker&, const field&, const Integer&) { return true; }
};

template <>
struct value_kind<int> : integer_kind<int> {};
template <>
struct value_kind<std::uint64_t> : integer_kind<std::uint64_t> {};

/// An enumeration that allows known values only.
template <>
struct value_kind<decisioning_method> {
  static bool read(reader& in, const field&, const node& value, decisioning_method& into) {
    auto known =
      value.IsString() ? enum_from_string<decisioning_method>(text_of(value)) : std::nullopt;
    if (!known)
      return in.refuse("Invalid Decisioning Method.  Must be set to one of: "
                       "on-device,server-side,hybrid");
    into = *known;
    return true;
  }
  static void write(text_buffer& out, const decisioning_method& value) {
    append_string(out, to_string(value));
  }
  static bool check(checker&, const field&, const decisioning_method&) { return true; }
};

template <>
struct member_functions<std::string> : plain_member<std::string, unless_empty<std::string>> {};
template <>
struct member_functions<std::int64_t> : plain_member<std::int64_t, always<std::int64_t>> {};
template <>
struct member_functions<bool> : plain_member<bool, unless_default<bool>> {};
template <>
struct [[gnu::visibility("hidden")]] member_functions<json> : plain_member<json, unless_null>{};
template <>
struct member_functions<decisioning_method>
  : plain_member<decisioning_method, always<decisioning_method>> {};
template <class T>
struct member_functions<std::vector<T>>
  : plain_member<std::vector<T>, unless_empty<std::vector<T>>> {};
template <>
struct member_functions<http_headers> : plain_member<http_headers, unless_empty<http_headers>> {};
template <>
struct member_functions<int> : plain_member<int, unless_default<int>> {};
template <>
struct member_functions<std::uint64_t>
  : plain_member<std::uint64_t, unless_default<std::uint64_t>> {};
template <class Period>
struct member_functions<std::chrono::duration<std::int64_t, Period>>
  : plain_member<std::chrono::duration<std::int64_t, Period>,
                 unless_default<std::chrono::duration<std::int64_t, Period>>> {};
template <>
struct member_functions<call_headers> : plain_member<call_headers, unless_empty<call_headers>> {};
template <>
struct member_functions<http_timings> : plain_member<http_timings, unless_default<http_timings>> {};
template <>
struct member_functions<call_info> : plain_member<call_info, unless_default<call_info>> {};
template <>
struct member_functions<cookie> : plain_member<cookie, always<cookie>> {};
template <>
struct member_functions<decision_meta> : plain_member<decision_meta, always<decision_meta>> {};
template <>
struct member_functions<delivery_request>
  : plain_member<delivery_request, always<delivery_request>> {};
template <>
struct member_functions<delivery_response>
  : plain_member<delivery_response, always<delivery_response>> {};

} // namespace target_sdk::detail
