// The client options of the command line: one table, read by flags and files alike.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <target_sdk/client_options.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/json.hpp>

namespace target_sdk::tools {

inline constexpr std::string_view invalid_decisioning_method =
  "Invalid Decisioning Method.  Must be set to one of: on-device,server-side,hybrid";

/// What the value of an option looks like.
enum class option_kind {
  text,
  choice,
  boolean,
  integer,
  number,
  milliseconds,
  texts,
  headers,
  json
};

/// One client option.
struct client_option {
  std::string_view name; ///< As in the file; `proxy.user` is the member `user` of `proxy`.
  std::string_view help;
  option_kind kind;
  /// Sets the option. Errors (`invalid_configuration`) say what was expected, without the name.
  result<void> (*set)(client_options& options, const json& value);
  bool has_flag = true;
  std::string_view flag = {}; ///< When it is not made of the name.
};

/// All options, in the order of the help.
std::span<const client_option> client_option_table() noexcept;

/// The option of that name; null when there is none.
const client_option* find_client_option(std::string_view name) noexcept;

/// The flag of an option; `--proxy-user` for `proxy.user`, `--server-domain` for `serverDomain`.
std::string flag_of(const client_option& option);

} // namespace target_sdk::tools
