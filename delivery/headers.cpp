#include "delivery/headers.hpp"

#include <algorithm>
#include <array>

#include "models/ascii.hpp"
#include "models/secrets.hpp"

namespace target_sdk::delivery {
namespace {

using std::string_view;

/// Shorter words of a value are such as `Bearer` and `en`, which are no secrets.
constexpr std::size_t shortest_secret = 8;

/// Of all fields of one origin: three of them, with the SDK's own, are less than libcurl sends.
constexpr std::size_t longest_fields = 256u << 10;

/// What frames a request, says how its body and that of the answer are to be read, or belongs to
/// the way to a proxy.
constexpr auto own_names =
  std::to_array<string_view>({"Content-Type", "Content-Length", "Content-Encoding", "Host",
                              "Transfer-Encoding", "TE", "Trailer", "Connection", "Keep-Alive",
                              "Upgrade", "HTTP2-Settings", "Expect", "Accept-Encoding"});
constexpr auto own_prefixes = std::to_array<string_view>({"X-EXC-SDK", "Proxy-"});

/// What says which state of the artifact is wanted.
constexpr auto artifact_names = std::to_array<string_view>(
  {"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range"});

/// The address that is looked up.
constexpr string_view looked_up_address = "X-Forwarded-For";

bool is_own_name(string_view name, traffic kind) noexcept {
  auto same_as_name = [&](string_view own) { return detail::equal_ignoring_case(name, own); };
  return std::any_of(own_names.begin(), own_names.end(), same_as_name)
         || std::any_of(
           own_prefixes.begin(), own_prefixes.end(),
           [&](string_view prefix) { return detail::starts_with_ignoring_case(name, prefix); })
         || (kind == traffic::geo && same_as_name(looked_up_address))
         || (kind == traffic::artifact
             && std::any_of(artifact_names.begin(), artifact_names.end(), same_as_name));
}

/// RFC 9110, section 5.6.2: `token`.
bool is_token_character(char c) noexcept {
  return detail::is_letter_or_digit(c)
         || (c != '\0' && string_view("!#$%&'*+-.^_`|~").find(c) != string_view::npos);
}

bool is_control(char c) noexcept {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

/// A name as people can read it, in one line and not too long.
std::string shown(string_view name) {
  constexpr std::size_t longest = 64;
  std::string text = "\"";
  for (char c : name.substr(0, longest))
    text += c >= ' ' && c < 0x7f && c != '"' ? c : '?';
  return text + (name.size() > longest ? "...\"" : "\"");
}

/// Why a field may not be sent; empty when it may.
string_view offence(string_view name, string_view value, traffic kind) noexcept {
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_character))
    return "is no name of a header field";
  if (is_own_name(name, kind))
    return "is left to the SDK";
  if (std::any_of(value.begin(), value.end(), is_control))
    return "has a value with a control character, such as CR, LF or NUL";
  return {};
}

} // namespace

result<void> check_fields(const http_headers& fields, traffic kind, string_view origin,
                          error_kind otherwise) {
  std::size_t length = 0;
  for (auto& [name, value] : fields) {
    auto why = offence(name, value, kind);
    length += name.size() + value.size();
    if (why.empty() && length > longest_fields)
      why = "is too long, alone or with those before it";
    if (!why.empty())
      return fail(otherwise,
                  std::string(origin).append(": ").append(shown(name)).append(" ").append(why));
  }
  return {};
}

result<void> check_fields(const call_headers& fields) {
  constexpr auto kind = error_kind::invalid_request;
  if (auto checked = check_fields(fields.delivery, traffic::delivery, "headers.delivery", kind);
      !checked)
    return checked;
  return check_fields(fields.geo, traffic::geo, "headers.geo", kind);
}

result<void> check_fields(const header_options& fields) {
  constexpr auto kind = error_kind::invalid_configuration;
  if (auto checked = check_fields(fields.delivery, traffic::delivery, "headers.delivery", kind);
      !checked)
    return checked;
  if (auto checked = check_fields(fields.artifact, traffic::artifact, "headers.artifact", kind);
      !checked)
    return checked;
  return check_fields(fields.geo, traffic::geo, "headers.geo", kind);
}

void add_fields(http_headers& to, const http_headers& fields) {
  for (auto& [name, value] : fields) {
    auto there = std::find_if(to.begin(), to.end(), [&, wanted = string_view(name)](auto& each) {
      return detail::equal_ignoring_case(each.first, wanted);
    });
    if (there == to.end())
      to.emplace_back(name, value);
    else
      there->second = value;
  }
}

void mask_fields(std::string& text, const http_headers& sent) {
  for (auto& [name, value] : sent) {
    if (is_own_name(name, traffic::delivery) || detail::equal_ignoring_case(name, "Accept"))
      continue;
    detail::mask(text, value);
    for (string_view rest = value; !rest.empty();) {
      auto word = rest.substr(0, rest.find_first_of(" \t,;=\""));
      if (word.size() >= shortest_secret)
        detail::mask(text, word);
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
  }
}

} // namespace target_sdk::delivery
