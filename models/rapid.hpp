// RapidJSON as models/ uses it: under a namespace of our own, so that a program that includes
// RapidJSON with other switches does not share inline functions with us. Nobody else includes its
// headers.
#pragma once

#define RAPIDJSON_NAMESPACE target_sdk::rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace target_sdk::rapidjson {
#define RAPIDJSON_NAMESPACE_END }
#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#elif defined(__ARM_NEON)
#define RAPIDJSON_NEON
#endif

#include <cstddef>
#include <span>
#include <string_view>

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <target_sdk/json.hpp>

namespace target_sdk::detail {

using node = rapidjson::Value;
using node_member = node::Member;
using pool_allocator = node::AllocatorType;

inline const node* to_node(json_view view) noexcept {
  return static_cast<const node*>(view.node());
}

inline json_view to_view(const node& value) noexcept {
  return json_view(&value);
}

/// The text of a string node.
inline std::string_view text_of(const node& value) noexcept {
  return {value.GetString(), value.GetStringLength()};
}

/// The elements of an array node.
inline std::span<const node> elements_of(const node& array) noexcept {
  return {array.Begin(), array.Size()};
}

/// The members of an object node.
inline std::span<const node_member> members_of(const node& object) noexcept {
  if (object.MemberCount() == 0)
    return {};
  return {&*object.MemberBegin(), object.MemberCount()};
}

} // namespace target_sdk::detail
