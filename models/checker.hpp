// Checks models against the limits of their descriptions.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "models/description.hpp"
#include "models/path.hpp"

namespace target_sdk::detail {

/// One pass over one model. Functions that return false have found the first offence.
class checker {
public:
  bool check_model(const model_description& description, const void* model);

  /// Reports an offence at the current path, or at a member of the current model.
  bool refuse(std::string_view what);
  bool refuse(std::string_view member, std::string_view what);

  path& where() noexcept { return where_; }
  std::string take_message() noexcept { return std::move(message_); }

private:
  path where_;
  std::string message_;
};

/// Whether there is nothing but white space.
bool is_blank(std::string_view text) noexcept;

} // namespace target_sdk::detail
