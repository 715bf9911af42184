#include <cmath>
#include <string_view>
#include <unordered_map>

#include "models/document.hpp"

namespace target_sdk {

using detail::node;

struct json_builder::impl {
  explicit impl(rapidjson::Type type) : kind(type) {}

  /// The value under construction; `build` takes it away.
  detail::document& content() {
    if (!owner) {
      owner = std::make_shared<detail::document>(0, 448);
      owner->root = node(kind);
    }
    return *owner;
  }

  node copy(json_view value) {
    if (value.is_null())
      return node();
    return detail::copy_node(*detail::to_node(value), content().pool, max_json_depth - 1);
  }

  void set(std::string_view key, node value) {
    if (kind != rapidjson::kObjectType)
      return;
    if (auto* known = find(key)) {
      *known = std::move(value);
      return;
    }
    auto& root = content().root;
    auto& pool = content().pool;
    root.AddMember(detail::copy_text(key, pool), std::move(value), pool);
    if (root.MemberCount() > few)
      index_last();
  }

  void add(node value) {
    if (kind == rapidjson::kArrayType)
      content().root.PushBack(std::move(value), content().pool);
  }

  json build() {
    content();
    positions.clear();
    return detail::to_value(std::move(owner));
  }

private:
  /// Up to here a search is as fast as an index.
  static constexpr std::size_t few = 16;

  node* find(std::string_view key) {
    auto& root = content().root;
    if (!positions.empty()) {
      const auto known = positions.find(key);
      return known == positions.end() ? nullptr : &(root.MemberBegin() + known->second)->value;
    }
    for (const auto& member : detail::members_of(root))
      if (detail::text_of(member.name) == key)
        return const_cast<node*>(&member.value);
    return nullptr;
  }

  void index_last() {
    const auto members = detail::members_of(content().root);
    for (auto at = positions.size(); at < members.size(); ++at)
      positions.emplace(detail::text_of(members[at].name), static_cast<std::ptrdiff_t>(at));
  }

  rapidjson::Type kind;
  std::shared_ptr<detail::document> owner;
  std::unordered_map<std::string_view, std::ptrdiff_t> positions;
};

json_builder::json_builder(std::unique_ptr<impl> state) : impl_(std::move(state)) {
}
json_builder::json_builder(json_builder&&) noexcept = default;
json_builder& json_builder::operator=(json_builder&&) noexcept = default;
json_builder::~json_builder() = default;

json_builder json_builder::object() {
  return json_builder(std::make_unique<impl>(rapidjson::kObjectType));
}

json_builder json_builder::array() {
  return json_builder(std::make_unique<impl>(rapidjson::kArrayType));
}

json_builder& json_builder::set(std::string_view key, json_view value) {
  impl_->set(key, impl_->copy(value));
  return *this;
}

json_builder& json_builder::set(std::string_view key, std::string_view value) {
  impl_->set(key, detail::copy_text(value, impl_->content().pool));
  return *this;
}

json_builder& json_builder::set(std::string_view key, double value) {
  impl_->set(key, std::isfinite(value) ? node(value) : node());
  return *this;
}

json_builder& json_builder::set(std::string_view key, std::int64_t value) {
  impl_->set(key, node(value));
  return *this;
}

json_builder& json_builder::set(std::string_view key, bool value) {
  impl_->set(key, node(value));
  return *this;
}

json_builder& json_builder::add(json_view value) {
  impl_->add(impl_->copy(value));
  return *this;
}

json_builder& json_builder::add(std::string_view value) {
  impl_->add(detail::copy_text(value, impl_->content().pool));
  return *this;
}

json json_builder::build() && {
  return impl_->build();
}

} // namespace target_sdk
