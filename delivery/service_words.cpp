#include "delivery/service_words.hpp"

#include <algorithm>

#include <target_sdk/cookies.hpp>

#include "models/secrets.hpp"

namespace target_sdk::delivery {
namespace {

constexpr std::size_t longest_looked_at = 16 * 1024;
constexpr std::size_t longest_shown = 1000;

/// Parameters shorter than that are words such as `red`, which tell nothing of a visitor.
constexpr std::size_t shortest_parameter = 8;

void cut(std::string& text, std::size_t longest) {
  if (text.size() <= longest)
    return;
  // Not inside a character.
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0) == 0x80)
    --longest;
  text.resize(longest);
}

class masker {
public:
  explicit masker(std::string& words) noexcept : words_(words) {}

  void hide(std::string_view secret) {
    detail::mask(words_, secret);
    if (auto encoded = percent_encode(secret); encoded != secret)
      detail::mask(words_, encoded);
  }

  void hide(const std::optional<std::string>& secret) {
    if (secret)
      hide(std::string_view(*secret));
  }

  void hide(const visitor_id& id) {
    hide(id.tnt_id);
    if (id.tnt_id)
      hide(std::string_view(*id.tnt_id).substr(0, id.tnt_id->find('.')));
    hide(id.third_party_id);
    hide(id.marketing_cloud_visitor_id);
    for (auto& customer : id.customer_ids)
      hide(customer.id);
  }

  void hide(const experience_cloud& cloud) {
    if (cloud.audience_manager)
      hide(cloud.audience_manager->blob);
    if (cloud.analytics)
      hide(cloud.analytics->supplemental_data_id);
  }

  void hide(const address& page) {
    hide_query(page.url);
    hide_query(page.referring_url);
  }

  /// A page load, mbox, view or notification.
  template <class Part>
  void hide_details(const Part& part) {
    if (part.address)
      hide(*part.address);
    hide_parameters(part.parameters);
    hide_parameters(part.profile_parameters);
  }

  /// `execute` or `prefetch`.
  template <class Content>
  void hide_content(const Content& content) {
    if (content.page_load)
      hide_details(*content.page_load);
    for (auto& mbox : content.mboxes)
      hide_details(mbox);
  }

private:
  void hide_query(const std::optional<std::string>& url) {
    std::string_view rest = url ? std::string_view(*url) : std::string_view();
    rest.remove_prefix(std::min(rest.find('?'), rest.size()));
    if (rest.size() > 1)
      hide(rest.substr(1));
    while (!rest.empty()) {
      rest.remove_prefix(1); // `?` or `&`
      const auto parameter = rest.substr(0, rest.find_first_of("&#"));
      if (const auto value = parameter.find('='); value != parameter.npos)
        hide_parameter(parameter.substr(value + 1));
      rest.remove_prefix(parameter.size());
    }
  }

  void hide_parameter(std::string_view value) {
    if (value.size() >= shortest_parameter)
      hide(value);
  }

  void hide_parameters(const std::optional<json>& parameters) {
    if (!parameters)
      return;
    for (const auto& [name, value] : parameters->members())
      hide_parameter(value.string_or_empty());
  }

  std::string& words_;
};

void hide_visitor(masker mask, const delivery_request& request) {
  if (request.id)
    mask.hide(*request.id);
  if (request.trace)
    mask.hide(request.trace->authorization_token);
  if (request.preview)
    mask.hide(request.preview->token);
  if (request.qa_mode)
    mask.hide(request.qa_mode->token);
  if (request.experience_cloud)
    mask.hide(*request.experience_cloud);
  if (request.context) {
    if (request.context->address)
      mask.hide(*request.context->address);
    if (request.context->geo)
      mask.hide(request.context->geo->ip_address);
  }
}

} // namespace

std::string service_words(std::string words, const delivery_request& request,
                          std::string_view session_id) {
  cut(words, longest_looked_at);
  masker mask(words);
  mask.hide(session_id);
  hide_visitor(mask, request);
  if (request.execute)
    mask.hide_content(*request.execute);
  if (request.prefetch) {
    mask.hide_content(*request.prefetch);
    for (auto& view : request.prefetch->views)
      mask.hide_details(view);
  }
  for (auto& each : request.notifications) {
    mask.hide_details(each);
    for (auto& token : each.tokens)
      mask.hide(std::string_view(token));
  }
  cut(words, longest_shown);
  return words;
}

} // namespace target_sdk::delivery
