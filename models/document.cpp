#include "models/document.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "models/json_stream.hpp"

namespace target_sdk::detail {

namespace {

constexpr std::size_t text_padding = json_stream::padding;
constexpr std::size_t pool_alignment = alignof(std::max_align_t);
constexpr std::size_t pool_overhead = 64;
constexpr std::size_t most_at_once = 64 * 1024; ///< Of the pool.

std::size_t pool_offset(std::size_t text_size) {
  return (text_size + text_padding + pool_alignment - 1) / pool_alignment * pool_alignment;
}

} // namespace

document::document(std::size_t text_size, std::size_t pool_size)
  : own_block(std::make_unique_for_overwrite<char[]>(least_size(text_size) + pool_size)),
    block(own_block.get()),
    pool(block + pool_offset(text_size), pool_overhead + pool_size,
         std::clamp<std::size_t>(pool_size, 1024, most_at_once), &memory) {
  std::memset(block + text_size, 0, text_padding);
}

document::document(std::span<char> given, std::size_t text_size)
  : block(given.data()),
    pool(block + pool_offset(text_size), given.size() - pool_offset(text_size), most_at_once,
         &memory) {
  std::memset(block + text_size, 0, text_padding);
}

std::size_t document::least_size(std::size_t text_size) noexcept {
  return pool_offset(text_size) + pool_overhead;
}

json to_value(std::shared_ptr<const document> owner) {
  const auto& root = owner->root;
  return {std::move(owner), to_view(root)};
}

node copy_text(std::string_view text, pool_allocator& pool) {
  if (text.empty())
    return node("", 0);
  auto* copy = static_cast<char*>(pool.Malloc(text.size()));
  std::memcpy(copy, text.data(), text.size());
  return node(copy, static_cast<rapidjson::SizeType>(text.size()));
}

node copy_node(const node& source, pool_allocator& pool, std::size_t depth) {
  if (source.IsString())
    return copy_text(text_of(source), pool);
  if (!source.IsArray() && !source.IsObject())
    return node(source, pool);
  if (depth == 0)
    return node();
  if (source.IsArray()) {
    node out(rapidjson::kArrayType);
    out.Reserve(source.Size(), pool);
    for (const auto& element : elements_of(source))
      out.PushBack(copy_node(element, pool, depth - 1), pool);
    return out;
  }
  node out(rapidjson::kObjectType);
  for (const auto& member : members_of(source))
    out.AddMember(copy_text(text_of(member.name), pool), copy_node(member.value, pool, depth - 1),
                  pool);
  return out;
}

} // namespace target_sdk::detail
