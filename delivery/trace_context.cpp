#include "delivery/trace_context.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "delivery/headers.hpp"
#include "models/ascii.hpp"

namespace target_sdk {
namespace {

using std::string_view;

constexpr string_view traceparent_name = "traceparent";
constexpr string_view tracestate_name = "tracestate";

// W3C Trace Context, section 3.2: `version-traceid-parentid-flags`.
constexpr std::size_t traceparent_length = 55;
constexpr std::size_t trace_id_at = 3;
constexpr std::size_t parent_id_at = 36;
constexpr std::size_t flags_at = 53;

// Section 3.3.
constexpr std::size_t max_members = 32;
constexpr std::size_t max_tracestate = 512;
constexpr std::size_t max_key = 256;
constexpr std::size_t max_tenant = 241;
constexpr std::size_t max_system = 14;
constexpr std::size_t max_value = 256;

bool is_lower(char c) noexcept {
  return c >= 'a' && c <= 'z';
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_hex(string_view text) noexcept {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool is_zero(string_view text) noexcept {
  return text.find_first_not_of('0') == string_view::npos;
}

bool is_key_character(char c) noexcept {
  return is_lower(c) || is_digit(c) || c == '_' || c == '-' || c == '*' || c == '/';
}

bool is_key_part(string_view text, std::size_t longest, bool may_begin_with_digit) noexcept {
  return !text.empty() && text.size() <= longest
         && (is_lower(text.front()) || (may_begin_with_digit && is_digit(text.front())))
         && std::all_of(text.begin(), text.end(), is_key_character);
}

/// `key`, or `tenant@system`.
bool is_key(string_view text) noexcept {
  const auto at = text.find('@');
  if (at == string_view::npos)
    return is_key_part(text, max_key, false);
  return is_key_part(text.substr(0, at), max_tenant, true)
         && is_key_part(text.substr(at + 1), max_system, false);
}

bool is_value(string_view text) noexcept {
  return !text.empty() && text.size() <= max_value && text.back() != ' '
         && std::all_of(text.begin(), text.end(),
                        [](char c) { return c >= ' ' && c <= '~' && c != ',' && c != '='; });
}

} // namespace

bool is_valid_traceparent(string_view text) noexcept {
  if (text.size() < traceparent_length)
    return false;
  const auto version = text.substr(0, 2);
  const auto trace_id = text.substr(trace_id_at, 32);
  const auto parent_id = text.substr(parent_id_at, 16);
  const bool is_of_now = version == "00";
  // What a later version adds begins with another hyphen.
  if (text.size() > traceparent_length && (is_of_now || text[traceparent_length] != '-'))
    return false;
  const auto may_be_sent = [](char c) { return c > ' ' && c <= '~'; };
  return is_hex(version) && version != "ff" && text[trace_id_at - 1] == '-' && is_hex(trace_id)
         && !is_zero(trace_id) && text[parent_id_at - 1] == '-' && is_hex(parent_id)
         && !is_zero(parent_id) && text[flags_at - 1] == '-' && is_hex(text.substr(flags_at, 2))
         && text.size() <= max_tracestate && std::all_of(text.begin(), text.end(), may_be_sent);
}

bool is_valid_tracestate(string_view text) noexcept {
  if (text.empty() || text.size() > max_tracestate)
    return false;
  std::array<string_view, max_members> keys;
  std::size_t count = 0;
  for (bool is_last = false; !is_last;) {
    const auto comma = text.find(',');
    is_last = comma == string_view::npos;
    const auto member = detail::trim_http(text.substr(0, comma));
    text.remove_prefix(is_last ? text.size() : comma + 1);
    if (member.empty()) // Empty ones are allowed, and say nothing.
      continue;
    const auto equals = member.find('=');
    if (count == max_members || equals == string_view::npos)
      return false;
    const auto key = member.substr(0, equals);
    const auto end = keys.begin() + static_cast<std::ptrdiff_t>(count);
    if (!is_key(key) || !is_value(member.substr(equals + 1))
        || std::find(keys.begin(), end, key) != end)
      return false;
    keys[count++] = key;
  }
  return count > 0;
}

trace_context read_trace_context(const http_headers& headers) {
  trace_context read;
  std::size_t parents = 0;
  for (const auto& [name, value] : headers) {
    const auto text = detail::trim_http(value);
    if (detail::equal_ignoring_case(name, traceparent_name)) {
      read.traceparent = text;
      ++parents;
    } else if (detail::equal_ignoring_case(name, tracestate_name)) {
      read.tracestate.append(read.tracestate.empty() ? "" : ",").append(text);
    }
  }
  if (parents != 1 || !is_valid_traceparent(read.traceparent))
    return {};
  if (!is_valid_tracestate(read.tracestate))
    read.tracestate.clear();
  return read;
}

} // namespace target_sdk

namespace target_sdk::delivery {

void drop_invalid(trace_context& trace, const log_sink& log) {
  if (trace.empty())
    return;
  if (!is_valid_traceparent(trace.traceparent)) {
    log(log_level::warning, "trace.traceparent: is no traceparent of W3C Trace Context: the call "
                            "is sent without its trace");
    trace = {};
  } else if (!trace.tracestate.empty() && !is_valid_tracestate(trace.tracestate)) {
    log(log_level::warning,
        "trace.tracestate: is no tracestate of W3C Trace Context, and is not sent");
    trace.tracestate.clear();
  }
}

void add_trace(http_headers& to, const trace_context& trace) {
  if (trace.traceparent.empty())
    return;
  http_headers fields{{std::string(traceparent_name), trace.traceparent}};
  if (!trace.tracestate.empty())
    fields.emplace_back(tracestate_name, trace.tracestate);
  add_fields(to, fields);
}

} // namespace target_sdk::delivery
