// The path of a member in a model, such as `execute.mboxes[3].name`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace target_sdk::detail {

/// The current position in a model: a chain on the stack that becomes text only when needed.
class path {
public:
  /// One member name or list index; the path holds it as long as the step lives.
  class step {
  public:
    step(path& where, std::string_view name) noexcept : step(where, name, 0) {}
    step(path& where, std::size_t index) noexcept : step(where, {}, index) {}
    step(const step&) = delete;
    step& operator=(const step&) = delete;
    ~step() { where_.last_ = up_; }

    void move_to(std::size_t index) noexcept { index_ = index; }

  private:
    friend class path;
    step(path& where, std::string_view name, std::size_t index) noexcept
      : where_(where),
        up_(where.last_),
        name_(name),
        index_(index) {
// GCC 13 and later do not see that the destructor takes the pointer back.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdangling-pointer"
#endif
      where.last_ = this;
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
    }

    path& where_;
    const step* up_;
    std::string_view name_; ///< Without data for a list index.
    std::size_t index_;
  };

  /// `$` stands for the model itself.
  std::string text() const {
    std::string out;
    append(out, last_);
    return out.empty() ? "$" : out;
  }

private:
  static void append(std::string& out, const step* at) {
    if (at == nullptr)
      return;
    append(out, at->up_);
    if (at->name_.data() == nullptr) {
      out += '[' + std::to_string(at->index_) + ']';
    } else {
      if (!out.empty())
        out += '.';
      out += at->name_;
    }
  }

  const step* last_ = nullptr;
};

} // namespace target_sdk::detail
