#include "question.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

#include <target_sdk/models/serialization.hpp>

namespace delivery_service {

using target_sdk::list;
using target_sdk::result;

namespace {

/// `a,b` as requests for `a` and `b`; mboxes are numbered from 0.
template <class Request>
list<Request> requests_for(std::string_view names) {
  list<Request> requests;
  while (!names.empty()) {
    const auto name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(name.size() + 1, names.size()));
    if (name.empty())
      continue;
    requests.push_back({.name = std::string(name)});
    if constexpr (requires { requests.front().index; })
      requests.back().index = static_cast<std::int64_t>(requests.size()) - 1;
  }
  return requests;
}

/// What was shown has a name and event tokens: what has no token was default content.
template <class Content>
void add_displays(list<target_sdk::notification>& shown, const list<Content>& contents) {
  for (const auto& each : contents) {
    auto display = make_notification(target_sdk::metric_type::display, each);
    for (const auto token : each.extra["event_tokens"].elements())
      display.tokens.push_back(std::string(token.string_or_empty()));
    if (each.name && !display.tokens.empty())
      shown.push_back(std::move(display));
  }
}

} // namespace

result<question> read_question(const web::request& asked, const target_sdk::page_request& page) {
  question read{.request = page.request(),
                .visit = page.visit,
                .trace_token = asked.header("X-Target-Trace-Token")};
  target_sdk::visitor_id id;
  const std::pair<const char*, std::function<void(const std::string&)>> parameters[] = {
    {"mbox", [&](auto& text) { read.mboxes = requests_for<target_sdk::mbox_request>(text); }},
    {"prefetch",
     [&](auto& text) { read.prefetched = requests_for<target_sdk::mbox_request>(text); }},
    {"view", [&](auto& text) { read.views = requests_for<target_sdk::view_request>(text); }},
    {"tntId", [&](auto& text) { id.tnt_id = text; }},
    {"thirdPartyId", [&](auto& text) { id.third_party_id = text; }},
    {"mcid", [&](auto& text) { id.marketing_cloud_visitor_id = text; }},
  };
  for (const auto& [name, use] : parameters)
    if (const auto text = web::query_parameter(asked.target, name); !text)
      return tl::unexpected(text.error());
    else if (!text->empty())
      use(*text);
  read.request.id = id;
  if (read.views.empty())
    read.views.emplace_back();
  if (!asked.body.empty()) {
    const auto posted = target_sdk::from_json_text<target_sdk::prefetch_response>(asked.body);
    if (!posted)
      return tl::unexpected(posted.error());
    add_displays(read.shown, posted->mboxes);
    add_displays(read.shown, posted->views);
  }
  auto all = read.request;
  all.execute = target_sdk::execute_request{.mboxes = read.mboxes};
  all.prefetch = target_sdk::prefetch_request{.views = read.views, .mboxes = read.prefetched};
  all.notifications = read.shown;
  if (auto valid = validate(all); !valid)
    return tl::unexpected(valid.error());
  return read;
}

} // namespace delivery_service
