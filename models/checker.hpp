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
  /// Checks only `extra`, of this model and of those in it.
  bool check_extra(const model_description& description, const void* model);

  /// Reports an offence at the current path, or at a member of the current model.
  bool refuse(std::string_view what);
  bool refuse(std::string_view member, std::string_view what);

  path& where() noexcept { return where_; }
  std::string take_message() noexcept { return std::move(message_); }

private:
  bool check_own_extra(const model_description& description, const void* model);

  path where_;
  std::string message_;
};

/// Refuses a request that holds a member under its own name and in `extra`, too: which of them is
/// meant is for its author to say.
result<void> check_extra(const delivery_request& request);

/// Whether there is nothing but white space.
bool is_blank(std::string_view text) noexcept;

} // namespace target_sdk::detail
