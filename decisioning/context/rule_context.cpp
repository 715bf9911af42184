#include "decisioning/context/rule_context.hpp"

#include <utility>

#include "decisioning/optional_text.hpp"
#include "decisioning/values/js_string.hpp"

namespace target_sdk::decisioning {
namespace {

context_slot page_slot(context_slot first, std::size_t part) noexcept {
  return static_cast<context_slot>(static_cast<std::size_t>(first) + part);
}

// The part of `page` or `referring` that `key` names.
std::optional<std::size_t> page_part(std::string_view key) noexcept {
  const bool lower = key.ends_with("_lc");
  if (lower)
    key.remove_suffix(3);
  for (std::size_t part = 0; part < page_part_count; ++part)
    if (page_part_names[part] == key)
      return part + (lower ? page_part_count : 0);
  return std::nullopt;
}

struct named_slot {
  std::string_view name;
  context_slot slot;
};

constexpr named_slot root_members[] = {{"current_timestamp", context_slot::current_timestamp},
                                       {"current_time", context_slot::current_time},
                                       {"current_day", context_slot::current_day},
                                       {"allocation", context_slot::allocation},
                                       {"user", context_slot::user_object},
                                       {"page", context_slot::page_object},
                                       {"referring", context_slot::referring_object},
                                       {"geo", context_slot::geo_object},
                                       {"mbox", context_slot::mbox_object}};
constexpr named_slot user_members[] = {{"browserType", context_slot::browser_type},
                                       {"browserVersion", context_slot::browser_version},
                                       {"platform", context_slot::platform},
                                       {"locale", context_slot::locale}};
constexpr named_slot geo_members[] = {{"country", context_slot::country},
                                      {"region", context_slot::region},
                                      {"city", context_slot::city},
                                      {"latitude", context_slot::latitude},
                                      {"longitude", context_slot::longitude}};

template <std::size_t Count>
std::optional<context_slot> find_slot(const named_slot (&members)[Count],
                                      std::string_view key) noexcept {
  for (const auto& [name, slot] : members)
    if (name == key)
      return slot;
  return std::nullopt;
}

std::optional<context_slot> member_slot(context_object object, std::string_view key) noexcept {
  switch (object) {
  case context_object::root: return find_slot(root_members, key);
  case context_object::user: return find_slot(user_members, key);
  case context_object::geo: return find_slot(geo_members, key);
  default: break;
  }
  const auto part = page_part(key);
  if (!part)
    return std::nullopt;
  return page_slot(object == context_object::page ? context_slot::page : context_slot::referring,
                   *part);
}

value value_of(const std::optional<std::string>& text) noexcept {
  return text ? value(std::string_view(*text)) : value();
}

value value_of(const std::optional<double>& number) noexcept {
  return number ? value(*number) : value();
}

value element_at(const value& list, std::string_view key) {
  if (key == "length")
    return value(static_cast<double>(list.length()));
  const auto index = array_index(key);
  return index && *index < list.length() ? list.element(*index) : value();
}

value character_at(std::string_view text, std::string_view key, scratch& memory) {
  if (key == "length")
    return value(static_cast<double>(utf16_length(text)));
  const auto index = array_index(key);
  return index && *index < utf16_length(text) ? value(utf16_slice(text, *index, 1, memory))
                                              : value();
}

value json_member(const value& object, std::string_view key) {
  const auto found = object.json().find(key);
  return found ? value::from_json(*found) : value();
}

} // namespace

std::optional<context_slot> slot_of(std::string_view name) noexcept {
  if (name.empty())
    return context_slot::root;
  const auto dot = name.find('.');
  const auto first = find_slot(root_members, name.substr(0, dot));
  if (!first || dot == std::string_view::npos)
    return first;
  const auto key = name.substr(dot + 1);
  switch (*first) {
  case context_slot::user_object: return member_slot(context_object::user, key);
  case context_slot::geo_object: return member_slot(context_object::geo, key);
  case context_slot::page_object: return member_slot(context_object::page, key);
  case context_slot::referring_object: return member_slot(context_object::referring, key);
  default: return std::nullopt;
  }
}

bool is_text_slot(context_slot slot) noexcept {
  return slot == context_slot::current_time || slot == context_slot::browser_type
         || slot == context_slot::platform || slot == context_slot::locale
         || (slot >= context_slot::page && slot < context_slot::root);
}

bool is_number_slot(context_slot slot) noexcept {
  return slot == context_slot::current_timestamp || slot == context_slot::current_day
         || slot == context_slot::allocation || slot == context_slot::browser_version;
}

rule_context::rule_context(request_context& request, const boxed<address>& own_address,
                           const std::optional<json>& parameters)
  : request_(request),
    own_address_(own_address),
    given_parameters_(parameters) {
}

page_context& rule_context::page() {
  if (!own_address_)
    return request_.page();
  if (!own_page_)
    own_page_.emplace(view_of(own_address_->url));
  return *own_page_;
}

page_context& rule_context::referring() {
  if (!own_address_)
    return request_.referring();
  if (!own_referring_) {
    const auto referring = view_of(own_address_->referring_url);
    own_referring_.emplace(referring.empty() ? view_of(own_address_->url) : referring);
  }
  return *own_referring_;
}

double rule_context::number(context_slot slot) {
  switch (slot) {
  case context_slot::current_timestamp: return static_cast<double>(request_.now_ms());
  case context_slot::current_day: return request_.day();
  case context_slot::browser_version: return request_.browser().version;
  default: return request_.allocation_of(activity_);
  }
}

std::string_view rule_context::text(context_slot slot) {
  if (slot >= context_slot::page && slot < context_slot::root) {
    const auto part = static_cast<std::size_t>(slot) - static_cast<std::size_t>(context_slot::page);
    return part < 2 * page_part_count ? page().part(part, memory())
                                      : referring().part(part - 2 * page_part_count, memory());
  }
  switch (slot) {
  case context_slot::current_time: return request_.time_text();
  case context_slot::browser_type: return request_.browser().name;
  case context_slot::platform: return request_.platform();
  default: return "en";
  }
}

value rule_context::read(context_slot slot) {
  if (is_text_slot(slot))
    return text(slot);
  if (is_number_slot(slot))
    return number(slot);
  const auto& place = request_.place();
  switch (slot) {
  case context_slot::country: return value_of(place.country_code);
  case context_slot::region: return value_of(place.state_code);
  case context_slot::city: return value_of(place.city);
  case context_slot::latitude: return value_of(place.latitude);
  case context_slot::longitude: return value_of(place.longitude);
  case context_slot::root: return context_object::root;
  case context_slot::user_object: return context_object::user;
  case context_slot::page_object: return context_object::page;
  case context_slot::referring_object: return context_object::referring;
  case context_slot::geo_object: return context_object::geo;
  default: return &parameters();
  }
}

value rule_context::member(const value& of, std::string_view key) {
  switch (of.kind()) {
  case value_kind::string: return character_at(of.text(), key, memory());
  case value_kind::json_array:
  case value_kind::list: return element_at(of, key);
  case value_kind::json_object: return json_member(of, key);
  case value_kind::parameters: return find_parameter(*of.parameters(), key, memory());
  case value_kind::context: {
    const auto slot = member_slot(of.object(), key);
    return slot ? read(*slot) : value();
  }
  case value_kind::scope:
    return key == "current"       ? of.scope()->current
           : key == "accumulator" ? of.scope()->accumulator
                                  : value();
  default: return {};
  }
}

const parameter_object& rule_context::parameters() {
  if (parameters_ == nullptr)
    parameters_ =
      read_parameters(given_parameters_ ? json_view(*given_parameters_) : json_view(), memory());
  return *parameters_;
}

} // namespace target_sdk::decisioning
