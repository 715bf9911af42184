#include "decisioning/context/request_context.hpp"

#include "decisioning/context/allocation.hpp"
#include "decisioning/optional_text.hpp"
#include "models/structured_field.hpp"

namespace target_sdk::decisioning {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = 24 * 60 * minute_ms;

std::int64_t floor_mod(std::int64_t number, std::int64_t modulus) noexcept {
  const auto rest = number % modulus;
  return rest < 0 ? rest + modulus : rest;
}

} // namespace

request_context::request_context(const target_sdk::context* context, const geo& place,
                                 std::string_view client, std::string_view visitor,
                                 std::int64_t now_ms, scratch& memory) noexcept
  : context_(context),
    place_(place),
    client_(client),
    visitor_(visitor),
    now_ms_(now_ms),
    memory_(memory) {
}

page_context& request_context::page_of(std::optional<page_context>& known,
                                       std::optional<std::string> address::*url) {
  if (!known)
    known.emplace(context_ != nullptr && context_->address ? view_of((*context_->address).*url)
                                                           : std::string_view());
  return *known;
}

std::string_view request_context::time_text() {
  const auto minutes = floor_mod(now_ms_, day_ms) / minute_ms;
  const auto hours = minutes / 60;
  auto* const text = memory_.text(4);
  text[0] = static_cast<char>('0' + hours / 10);
  text[1] = static_cast<char>('0' + hours % 10);
  text[2] = static_cast<char>('0' + minutes % 60 / 10);
  text[3] = static_cast<char>('0' + minutes % 10);
  return {text, 4};
}

double request_context::day() const noexcept {
  // The epoch began on a Thursday, the fourth day.
  const auto days = now_ms_ / day_ms - (now_ms_ % day_ms < 0 ? 1 : 0);
  return static_cast<double>(floor_mod(days + 3, 7) + 1);
}

const browser_identity& request_context::browser() {
  if (!browser_) {
    browser_ = browser_of_user_agent(context_ != nullptr ? view_of(context_->user_agent)
                                                         : std::string_view());
    if (context_ != nullptr && context_->client_hints) {
      const auto full = view_of(context_->client_hints->browser_ua_with_full_version);
      const auto hinted = browser_of_brands(
        full.empty() ? view_of(context_->client_hints->browser_ua_with_major_version) : full);
      if (hinted.name != browser_identity{}.name)
        browser_->name = hinted.name;
      if (hinted.version >= 0)
        browser_->version = hinted.version;
    }
  }
  return *browser_;
}

std::string_view request_context::platform() const {
  if (context_ == nullptr)
    return platform_of_system(system_of_user_agent({}));
  if (context_->client_hints && context_->client_hints->platform) {
    const std::string_view platform = *context_->client_hints->platform;
    if (platform.starts_with('"')) // As it came in its header field.
      if (const auto text = detail::read_structured_string(platform))
        return platform_of_system(memory_.copy(*text));
    return platform_of_system(platform);
  }
  return platform_of_system(system_of_user_agent(view_of(context_->user_agent)));
}

double request_context::allocation_of(const activity_id& activity) {
  const auto place = activity.number % allocations_.size();
  auto& known = allocations_[place];
  if (!has_allocation_[place] || known.activity != activity.number)
    known = {.activity = activity.number,
             .allocation = allocation(client_, activity.text, visitor_)};
  has_allocation_.set(place);
  return known.allocation;
}

} // namespace target_sdk::decisioning
