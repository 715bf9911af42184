#include "delivery/client_hints.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <target_sdk/page_request.hpp>

#include "delivery/field_text.hpp"
#include "models/client_hint_fields.hpp"
#include "models/structured_field.hpp"

namespace target_sdk {
namespace {

/// Those that Chromium sends unasked.
constexpr std::string_view unasked_hints = "Sec-CH-UA, Sec-CH-UA-Mobile, Sec-CH-UA-Platform";
constexpr std::string_view asked_hints =
  "Sec-CH-UA-Full-Version-List, Sec-CH-UA-Platform-Version, Sec-CH-UA-Model, Sec-CH-UA-Arch, "
  "Sec-CH-UA-Bitness";

/// Structured fields are printable ASCII.
bool is_plain_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// The first value of a field that `read` understands.
template <class Read>
auto first_read(const http_headers& headers, std::string_view name, Read read) {
  decltype(read(std::string_view())) found;
  for (auto value : delivery::field_values(headers, name))
    if (!found && value.size() <= delivery::longest_field)
      found = read(value);
  return found;
}

std::optional<std::string> brand_list(const http_headers& headers, std::string_view name) {
  auto list = delivery::joined_field(headers, name, ", ");
  if (!delivery::is_usable_text(list) || !is_plain_ascii(list))
    return std::nullopt;
  return list;
}

} // namespace

std::optional<client_hints> delivery::read_client_hints(const http_headers& headers) {
  client_hints hints;
  hints.mobile = first_read(headers, detail::mobile_hint_field, detail::read_structured_boolean);
  for (const auto& field : detail::text_hint_fields)
    hints.*field.member = field.is_list
                            ? brand_list(headers, field.name)
                            : first_read(headers, field.name, detail::read_structured_string);
  if (hints == client_hints{})
    return std::nullopt;
  return hints;
}

http_headers client_hint_headers(const client_hint_options& options) {
  const std::string asked(asked_hints);
  http_headers headers{{"Accept-CH", asked}};
  if (options.critical)
    headers.emplace_back("Critical-CH", asked);
  headers.emplace_back("Vary", std::string(unasked_hints) + ", " + asked);
  return headers;
}

} // namespace target_sdk
