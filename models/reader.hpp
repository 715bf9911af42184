// Reads models from JSON by their descriptions.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "models/description.hpp"
#include "models/path.hpp"

namespace target_sdk::detail {

/// One pass over one JSON value. Functions that return false have reported an error.
class reader {
public:
  /// `owner` keeps the JSON alive; JSON parts of the model share it.
  reader(const read_options& options, const std::shared_ptr<const void>& owner) noexcept
    : options_(options),
      owner_(owner) {}

  bool read_model(const model_description& model, const node& value, void* into);

  /// Reports an error at the current path; returns false.
  bool refuse(std::string_view what);

  /// Whether texts that are not in an enumeration are errors.
  bool checks_enums() const noexcept { return options_.mode == read_mode::request; }
  path& where() noexcept { return where_; }
  json part(const node& value) const { return {owner_, to_view(value)}; }

  error take_error() {
    return {.kind = error_kind_of(options_.mode), .message = std::move(message_)};
  }

  static error_kind error_kind_of(read_mode mode) noexcept {
    return mode == read_mode::request ? error_kind::invalid_request
                                      : error_kind::malformed_response;
  }

private:
  bool read_member(const field& about, const node& value, void* member);
  std::optional<bool> read_other_spelling(const model_description& model, std::string_view name,
                                          const node& value, void* into);
  void report_unknown(std::string_view name);

  const read_options& options_;
  const std::shared_ptr<const void>& owner_;
  path where_;
  std::string message_;
};

} // namespace target_sdk::detail
