// The owner of JSON values: text, nodes and the pool they are allocated from, freed in one go.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <target_sdk/error.hpp>

#include "models/rapid.hpp"

namespace target_sdk::detail {

struct document {
  /// Allocates `text_size` bytes of text and `pool_size` bytes of nodes at once.
  document(std::size_t text_size, std::size_t pool_size);
  /// In memory that outlives it and begins with the text: at least `least_size(text_size)` bytes,
  /// aligned as by `new`.
  document(std::span<char> given, std::size_t text_size);

  /// The least memory for a document.
  static std::size_t least_size(std::size_t text_size) noexcept;

  rapidjson::CrtAllocator memory;
  std::unique_ptr<char[]> own_block; ///< Null when the memory is somebody else's.
  char* block; ///< The text (parsed in place), then the first part of the pool.
  pool_allocator pool;
  node root;
};

/// `root` of `owner` as a value.
json to_value(std::shared_ptr<const document> owner);

/// Reads JSON text; see `json::parse`.
result<json> parse_document(std::string_view text, std::size_t max_depth, error_kind kind);

/// A deep copy of `source` for `pool`; null below `depth` levels.
node copy_node(const node& source, pool_allocator& pool, std::size_t depth);

/// A string node whose text is in `pool` and never moves.
node copy_text(std::string_view text, pool_allocator& pool);

} // namespace target_sdk::detail
