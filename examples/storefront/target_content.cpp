#include "target_content.hpp"

#include <algorithm>
#include <utility>

namespace storefront {

using target_sdk::json_builder;

namespace {

target_sdk::json event(std::string_view type, std::string_view mbox, std::string_view token,
                       std::string_view state = {}) {
  auto event = json_builder::object();
  event.set("type", type).set("mbox", mbox).set("token", token);
  if (!state.empty())
    event.set("state", state);
  return std::move(event).build();
}

/// Property names and values that cannot leave the style they are put in.
bool is_plain_css(std::string_view text) {
  return text.find_first_of(";{}\"'<>\\") == std::string_view::npos;
}

void add_decisions(std::vector<decision>& all,
                   const target_sdk::list<target_sdk::option>& options) {
  for (const auto& option : options) {
    if (!option.response_tokens)
      continue;
    const auto& tokens = *option.response_tokens;
    decision made{.activity = std::string(tokens["activity.name"].string_or_empty()),
                  .experience = std::string(tokens["experience.name"].string_or_empty())};
    if (!made.activity.empty() && std::find(all.begin(), all.end(), made) == all.end())
      all.push_back(std::move(made));
  }
}

void add_decisions(std::vector<decision>& all, const target_sdk::delivery_response& response) {
  if (response.execute) {
    for (const auto& mbox : response.execute->mboxes)
      add_decisions(all, mbox.options);
    if (response.execute->page_load)
      add_decisions(all, response.execute->page_load->options);
  }
  if (response.prefetch)
    for (const auto& mbox : response.prefetch->mboxes)
      add_decisions(all, mbox.options);
}

} // namespace

std::string html_of(const target_offers& offers, std::string_view mbox,
                    std::string_view otherwise) {
  const auto content = offers ? offers->content(mbox) : target_sdk::json();
  return std::string(content.as_string().value_or(otherwise));
}

std::string style_of(const target_offers& offers, std::string_view selector) {
  std::string style;
  if (!offers || !offers->response.execute || !offers->response.execute->page_load)
    return style;
  for (const auto& option : offers->response.execute->page_load->options) {
    if (option.type != target_sdk::option_type::actions || !option.content)
      continue;
    for (const auto action : option.content->elements())
      if (action["type"].string_or_empty() == "setStyle"
          && action["selector"].string_or_empty() == selector)
        for (const auto& [property, value] : action["content"].members())
          if (is_plain_css(property) && is_plain_css(value.string_or_empty()))
            style += std::string(property) + ": " + std::string(value.string_or_empty()) + "; ";
  }
  return style;
}

std::string events_of_buying(const target_offers& page_load, const target_offers& promotion) {
  auto events = json_builder::array();
  bool is_empty = true;
  const auto add = [&](const target_sdk::json& one) {
    events.add(one);
    is_empty = false;
  };
  if (page_load && page_load->response.execute && page_load->response.execute->page_load)
    for (const auto& metric : page_load->response.execute->page_load->metrics)
      if (metric.selector == "#buy" && metric.event_token)
        add(event("click", "target-global-mbox", *metric.event_token));
  if (promotion && promotion->response.prefetch)
    for (const auto& mbox : promotion->response.prefetch->mboxes)
      for (const auto& option : mbox.options)
        if (option.event_token)
          add(
            event("display", mbox.name.value_or(""), *option.event_token, mbox.state.value_or("")));
  if (is_empty)
    return {};
  auto body = json_builder::object();
  body.set("events", std::move(events).build());
  return std::move(body).build().dump();
}

std::vector<decision> decisions_of(const page_content& content) {
  std::vector<decision> all;
  for (const auto& answer : content.answers)
    add_decisions(all, answer->response);
  return all;
}

} // namespace storefront
