// Many small objects whose keys and values lie in other JSON: in one pool, without copies of texts.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include <target_sdk/json.hpp>

namespace target_sdk::detail {

/// Owns the objects; not the texts, which must outlive it.
class object_pool {
public:
  using member = std::pair<std::string_view, json_view>;

  object_pool();
  object_pool(const object_pool&) = delete;
  object_pool& operator=(const object_pool&) = delete;
  ~object_pool();

  /// An object with these members, whose keys differ. Valid as long as the pool.
  json_view add(std::span<const member> members);

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace target_sdk::detail
