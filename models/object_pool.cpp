#include "models/object_pool.hpp"

#include <new>

#include "models/rapid.hpp"

namespace target_sdk::detail {
namespace {

constexpr std::size_t chunk_size = 2048;

using node_builder =
  rapidjson::GenericDocument<rapidjson::UTF8<>, pool_allocator, rapidjson::CrtAllocator>;

} // namespace

struct object_pool::impl {
  pool_allocator pool{chunk_size};
};

object_pool::object_pool() : impl_(std::make_unique<impl>()) {
}
object_pool::~object_pool() = default;

json_view object_pool::add(std::span<const member> members) {
  node_builder nodes(&impl_->pool);
  const auto fill = [&](node_builder& made) {
    made.StartObject();
    for (const auto& [key, value] : members) {
      made.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()), false);
      if (value.is_null())
        made.Null();
      else
        to_node(value)->Accept(made);
    }
    return made.EndObject(static_cast<rapidjson::SizeType>(members.size()));
  };
  nodes.Populate(fill);
  return to_view(*new (impl_->pool.Malloc(sizeof(node)))
                   node(std::move(static_cast<node&>(nodes))));
}

} // namespace target_sdk::detail
