#include "delivery/attributes.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "delivery/mbox_numbers.hpp"

namespace target_sdk::delivery {
namespace {

bool holds(const list<mbox_request>& mboxes, const std::string& name) {
  return std::any_of(mboxes.begin(), mboxes.end(),
                     [&](const mbox_request& mbox) { return mbox.name == name; });
}

/// Attributes in the order they were met.
class attribute_collector {
public:
  template <class Entry>
  void add(std::string_view mbox, const Entry& entry) {
    for (auto& each : entry.options)
      if (each.type == option_type::json && each.content && each.content->is_object())
        merge(mbox, *each.content);
  }

  json build() && {
    auto all = json_builder::object();
    for (auto& [mbox, values] : mboxes_)
      all.set(mbox, std::move(values).build());
    return std::move(all).build();
  }

private:
  void merge(std::string_view mbox, json_view content) {
    auto found =
      std::find_if(mboxes_.begin(), mboxes_.end(), [&](auto& each) { return each.first == mbox; });
    if (found == mboxes_.end())
      found = mboxes_.insert(mboxes_.end(), {std::string(mbox), json_builder::object()});
    for (auto [key, value] : content.members())
      found->second.set(key, value);
  }

  std::vector<std::pair<std::string, json_builder>> mboxes_;
};

template <class Part>
void collect(attribute_collector& collector, const std::optional<Part>& part,
             std::string_view global_mbox) {
  if (!part)
    return;
  for (auto& mbox : part->mboxes)
    collector.add(mbox.name ? *mbox.name : std::string(), mbox);
  if (part->page_load)
    collector.add(global_mbox, *part->page_load);
}

} // namespace

void add_attribute_mboxes(delivery_request& request, const std::vector<std::string>& names) {
  if (request == delivery_request{})
    request.context = context{.channel = channel_type::web};
  std::vector<std::string> missing;
  for (auto& name : names) {
    bool known = (request.execute && holds(request.execute->mboxes, name))
                 || (request.prefetch && holds(request.prefetch->mboxes, name))
                 || std::find(missing.begin(), missing.end(), name) != missing.end();
    if (!known && !name.empty())
      missing.push_back(name);
  }
  if (missing.empty())
    return;
  auto& execute = request.execute ? *request.execute : request.execute.emplace();
  auto highest = std::max<std::int64_t>(number_mboxes(execute.mboxes), 0);
  // The service refuses such numbers; here they must not overflow.
  auto last = std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(missing.size());
  auto index = std::min(highest, last);
  for (auto& name : missing)
    execute.mboxes.push_back({.index = ++index, .name = std::move(name)});
}

json collect_attributes(const delivery_response& response, std::string_view global_mbox) {
  attribute_collector collector;
  collect(collector, response.prefetch, global_mbox);
  collect(collector, response.execute, global_mbox);
  return std::move(collector).build();
}

attributes to_attributes(offers&& answered, std::string_view global_mbox) {
  auto values = collect_attributes(answered.response, global_mbox);
  return {.values = std::move(values),
          .response = std::move(answered.response),
          .target_cookie = std::move(answered.target_cookie),
          .target_location_hint_cookie = std::move(answered.target_location_hint_cookie),
          .info = std::move(answered.info)};
}

} // namespace target_sdk::delivery

namespace target_sdk {

result<json> attributes::value(std::string_view mbox, std::string_view key) const {
  if (auto values_of_mbox = values.find(mbox))
    if (auto found = values_of_mbox->find(key))
      return values.part(*found);
  return fail(error_kind::invalid_request, "Attribute '" + std::string(key)
                                             + "' does not exist for mbox '" + std::string(mbox)
                                             + "'");
}

json attributes::as_object(std::string_view mbox) const {
  auto found = values.find(mbox);
  return found ? values.part(*found) : json::object();
}

namespace {

template <class T>
result<T> typed(const attributes& all, std::string_view mbox, std::string_view key,
                const char* wanted, std::optional<T> (*read)(const json&)) {
  auto value = all.value(mbox, key);
  if (!value)
    return tl::unexpected(std::move(value.error()));
  if (auto typed_value = read(*value))
    return std::move(*typed_value);
  return fail(error_kind::invalid_request, "Attribute '" + std::string(key) + "' of mbox '"
                                             + std::string(mbox) + "' is not " + wanted);
}

} // namespace

template <>
result<bool> attributes::get<bool>(std::string_view mbox, std::string_view key) const {
  return typed<bool>(*this, mbox, key, "a boolean",
                     [](const json& value) { return value.as_bool(); });
}

template <>
result<std::int64_t> attributes::get<std::int64_t>(std::string_view mbox,
                                                   std::string_view key) const {
  return typed<std::int64_t>(*this, mbox, key, "an integer",
                             [](const json& value) { return value.as_int64(); });
}

template <>
result<double> attributes::get<double>(std::string_view mbox, std::string_view key) const {
  return typed<double>(*this, mbox, key, "a number",
                       [](const json& value) { return value.as_double(); });
}

template <>
result<std::string> attributes::get<std::string>(std::string_view mbox,
                                                 std::string_view key) const {
  return typed<std::string>(*this, mbox, key, "a string",
                            [](const json& value) -> std::optional<std::string> {
                              if (auto text = value.as_string())
                                return std::string(*text);
                              return std::nullopt;
                            });
}

} // namespace target_sdk
