// JSON pointers (RFC 6901), composed only when an error needs one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace target_sdk::decisioning {

/// A pointer below another one; it refers to both, which must outlive it.
class json_pointer {
public:
  explicit json_pointer(std::string_view root = {}) noexcept : key_(root) {}
  json_pointer(const json_pointer& parent, std::string_view key) noexcept
    : parent_(&parent),
      key_(key) {}
  json_pointer(const json_pointer& parent, std::size_t index) noexcept
    : parent_(&parent),
      index_(index),
      is_index_(true) {}

  std::string text() const {
    if (parent_ == nullptr)
      return std::string(key_);
    auto out = parent_->text() + '/';
    if (is_index_)
      return out + std::to_string(index_);
    for (char c : key_) {
      if (c == '~')
        out += "~0";
      else if (c == '/')
        out += "~1";
      else
        out += c;
    }
    return out;
  }

private:
  const json_pointer* parent_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
  bool is_index_ = false;
};

} // namespace target_sdk::decisioning
