#include "delivery/visitor_state.hpp"

#include <algorithm>
#include <cmath>

#include <target_sdk/cookies.hpp>

#include "models/ascii.hpp"

namespace target_sdk {

std::string redirect_parameter(std::string_view supplemental_data_id,
                               std::string_view organization_id,
                               std::chrono::system_clock::time_point now) {
  auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  return "SDID=" + std::string(supplemental_data_id) + "|MCORGID="
         + delivery::full_organization_id(organization_id) + "|TS=" + std::to_string(seconds);
}

} // namespace target_sdk

namespace target_sdk::delivery {
namespace {

constexpr std::chrono::seconds redirect_lifetime{30};

std::string new_supplemental_data_id(const random_source& random) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string id(33, '-');
  std::size_t at = 0;
  for (int half = 0; half < 2; ++half, ++at) {
    auto bits = random();
    for (int shift = 60; shift >= 0; shift -= 4)
      id[at++] = digits[(bits >> shift) & 0xF];
  }
  return id;
}

/// Whether `text` is 16 hexadecimal digits, a hyphen and 16 more.
bool is_supplemental_data_id(std::string_view text) noexcept {
  auto is_digit = [](char c) { return detail::hex_value(c) >= 0; };
  return text.size() == 33 && text[16] == '-'
         && std::all_of(text.begin(), text.begin() + 16, is_digit)
         && std::all_of(text.begin() + 17, text.end(), is_digit);
}

/// The id that a redirect handed over, when it is for this organization and fresh.
std::string redirected_id(std::string_view parameter, std::string_view organization_id,
                          std::chrono::system_clock::time_point now) {
  auto decoded = percent_decode(parameter);
  auto rest = decoded ? std::string_view(*decoded) : std::string_view();
  std::string_view id, organization, stamp;
  while (!rest.empty()) {
    auto end = rest.find('|');
    auto part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (part.starts_with("SDID="))
      id = part.substr(5);
    else if (part.starts_with("MCORGID="))
      organization = part.substr(8);
    else if (part.starts_with("TS="))
      stamp = part.substr(3);
  }
  auto age =
    std::chrono::duration<double>(now.time_since_epoch()).count() - string_to_number(stamp);
  bool fresh = !stamp.empty() && std::abs(age) <= redirect_lifetime.count();
  if (!fresh || organization != organization_id || !is_supplemental_data_id(id))
    return {};
  return std::string(id);
}

std::int64_t auth_state_number(const customer_id& id) {
  if (id.authenticated_state == authenticated_state::authenticated)
    return 1;
  return id.authenticated_state == authenticated_state::logged_out ? 2 : 0;
}

} // namespace

std::string full_organization_id(std::string_view organization_id) {
  std::string full(organization_id);
  if (full.find('@') == std::string::npos)
    full += "@AdobeOrg";
  return full;
}

std::vector<customer_id> usable_customer_ids(std::vector<customer_id> ids) {
  std::erase_if(ids, [](const customer_id& id) { return !id.id || id.id->empty(); });
  for (auto& id : ids)
    if (!id.authenticated_state)
      id.authenticated_state = authenticated_state::unknown;
  return ids;
}

visitor_state::visitor_state(visitor_options options, std::chrono::system_clock::time_point now)
  : organization_id_(full_organization_id(options.organization_id)),
    cookie_(parse_visitor_cookie(options.cookie)),
    customer_ids_(usable_customer_ids(std::move(options.customer_ids))),
    current_(redirected_id(options.redirect_parameter, organization_id_, now)) {
}

const std::string& visitor_state::supplemental_data_id(std::string_view consumer_id,
                                                       const random_source& random) {
  bool consumed =
    std::find(consumed_by_.begin(), consumed_by_.end(), consumer_id) != consumed_by_.end();
  if (current_.empty() || consumed) {
    current_ = new_supplemental_data_id(random);
    consumed_by_.clear();
  }
  consumed_by_.emplace_back(consumer_id);
  return current_;
}

json visitor_state::state() const {
  // Written as text and parsed once: building it value by value costs several times as much.
  std::string text;
  text.reserve(512); // As a rule, all of it.
  text += '{';
  append_json_string(text, organization_id_);
  text += ":{";
  if (!customer_ids_.empty()) {
    auto ids = json_builder::object();
    for (auto& id : customer_ids_)
      ids.set(id.integration_code.value_or(""),
              json::object({{"id", json(*id.id)}, {"authState", json(auth_state_number(id))}}));
    text += "\"customerIDs\":" + std::move(ids).build().dump();
  }
  if (!consumed_by_.empty()) {
    if (!customer_ids_.empty())
      text += ',';
    text += R"("sdid":{"supplementalDataIDCurrent":)";
    append_json_string(text, current_);
    text += R"(,"supplementalDataIDCurrentConsumed":)";
    for (auto& consumer : consumed_by_) {
      text += text.back() == ':' ? '{' : ',';
      append_json_string(text, "payload:" + consumer);
      text += ":true";
    }
    text += R"(},"supplementalDataIDLastConsumed":{}})";
  }
  text += "}}";
  return json::parse(std::move(text)).value_or(json());
}

visitor_share share_visitor(visitor_state& state, std::string_view consumer_id, bool draw_id,
                            const random_source& random) {
  visitor_share share;
  if (draw_id)
    share.supplemental_data_id = state.supplemental_data_id(consumer_id, random);
  share.cookie = state.cookie();
  share.customer_ids = state.customer_ids();
  share.state = state.state();
  return share;
}

} // namespace target_sdk::delivery
