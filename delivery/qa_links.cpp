#include "delivery/qa_links.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "delivery/field_text.hpp"
#include "delivery/target_cookie.hpp"

namespace target_sdk::delivery {
namespace {

/// Browsers keep no longer ones, and proxies refuse answers with much longer header lines.
constexpr std::size_t longest_cookie = 4096;

/// Links of Target's user interface name a few; more would not fit in the cookie.
constexpr std::size_t most_named = 30;

/// A number from 1, of digits alone.
std::optional<std::int64_t> read_ordinal(std::string_view text) noexcept {
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size() || number < 1)
    return std::nullopt;
  return number;
}

/// `a` or `a_e`: an activity, and one of its experiences.
std::optional<qa_mode_preview_index> read_preview_index(std::string_view text) noexcept {
  const auto bar = text.find('_');
  qa_mode_preview_index index{.activity_index = read_ordinal(text.substr(0, bar))};
  if (bar != std::string_view::npos)
    index.experience_index = read_ordinal(text.substr(bar + 1));
  if (!index.activity_index || (bar != std::string_view::npos && !index.experience_index))
    return std::nullopt;
  return index;
}

list<std::int64_t> read_audience_ids(const query_parameters& parameters, std::string_view name) {
  list<std::int64_t> ids;
  auto rest = find_parameter(parameters, name).value_or(std::string_view());
  while (!rest.empty()) {
    const auto end = rest.find('_');
    if (const auto id = read_ordinal(rest.substr(0, end)); id && ids.size() < most_named)
      ids.push_back(*id);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return ids;
}

qa_mode qa_mode_of_link(std::string_view token, const query_parameters& parameters) {
  qa_mode mode{.token = std::string(token)};
  if (find_parameter(parameters, "at_preview_listed_activities_only") == "true")
    mode.listed_activities_only = true;
  mode.evaluate_as_true_audience_ids =
    read_audience_ids(parameters, "at_preview_evaluate_as_true_audience_ids");
  mode.evaluate_as_false_audience_ids =
    read_audience_ids(parameters, "at_preview_evaluate_as_false_audience_ids");
  for (const auto& [name, value] : parameters)
    if (name == "at_preview_index" && mode.preview_indexes.size() < most_named)
      if (const auto index = read_preview_index(value))
        mode.preview_indexes.push_back(*index);
  return mode;
}

/// What a cookie holds of `Mode`; nothing when it is broken.
template <class Mode>
std::optional<Mode> mode_of_cookie(std::string_view value) {
  const auto text = percent_decode(value);
  if (!text || !is_usable_text(*text))
    return std::nullopt;
  auto mode = from_json_text<Mode>(*text);
  if (!mode || !mode->token || !is_usable_text(*mode->token))
    return std::nullopt;
  return std::move(*mode);
}

std::optional<qa_mode> qa_mode_of_cookie(std::string_view value) {
  auto mode = mode_of_cookie<qa_mode>(value);
  if (!mode)
    return mode;
  mode->preview_indexes.erase_if([](const qa_mode_preview_index& index) {
    return !index.activity_index || *index.activity_index < 1
           || (index.experience_index && *index.experience_index < 1);
  });
  if (mode->preview_indexes.empty())
    mode->preview_indexes.reset();
  return mode;
}

/// The cookie that keeps `mode`, or ends it when there is none.
template <class Mode>
cookie cookie_of(std::string_view name, const std::optional<Mode>& mode) {
  cookie made{.name = std::string(name)};
  auto value = mode ? percent_encode(to_json_text(*mode)) : std::string();
  if (!value.empty() && name.size() + value.size() <= longest_cookie) {
    made.value = std::move(value);
    made.max_age = session_lifetime.count();
  }
  return made;
}

} // namespace

link_modes read_link_modes(const query_parameters& parameters, const target_cookies& cookies) {
  link_modes modes;
  const auto qa_token = find_parameter(parameters, "at_preview_token");
  if (qa_token && is_usable_text(*qa_token))
    modes.qa_mode = qa_mode_of_link(*qa_token, parameters);
  if (modes.qa_mode || (qa_token && qa_token->empty()))
    modes.cookies.push_back(cookie_of(qa_mode_cookie_name, modes.qa_mode));
  else
    modes.qa_mode = qa_mode_of_cookie(cookies.qa_mode);

  const auto preview_token = find_parameter(parameters, "at_preview");
  if (preview_token && is_usable_text(*preview_token))
    modes.preview = preview{.token = std::string(*preview_token)};
  if (modes.preview || (preview_token && preview_token->empty()))
    modes.cookies.push_back(cookie_of(preview_cookie_name, modes.preview));
  else
    modes.preview = mode_of_cookie<preview>(cookies.preview);
  return modes;
}

} // namespace target_sdk::delivery
