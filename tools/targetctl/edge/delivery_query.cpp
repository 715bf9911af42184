#include "tools/targetctl/edge/delivery_query.hpp"

#include <algorithm>

#include "tools/targetctl/edge/request_target.hpp"

namespace target_sdk::tools::edge {
namespace {

constexpr std::string_view service_domain = ".tt.omtrdc.net";
constexpr std::size_t longest_session_id = 128;

tl::unexpected<error> refused(std::string message) {
  return fail(error_kind::invalid_request, std::move(message));
}

std::string_view client_in_host(std::string_view host) {
  host = host.substr(0, host.find(':'));
  if (!host.ends_with(service_domain))
    return {};
  const auto label = host.substr(0, host.size() - service_domain.size());
  return label.starts_with("mboxedge") || label.find('.') != std::string_view::npos
           ? std::string_view()
           : label;
}

bool is_session_id(std::string_view text) {
  return text.size() <= longest_session_id
         && std::all_of(text.begin(), text.end(), [](unsigned char c) {
              return c > ' ' && c < 0x7F
                     && std::string_view("?/{}").find(static_cast<char>(c))
                          == std::string_view::npos;
            });
}

} // namespace

result<delivery_query> read_delivery_query(const web_request& request,
                                           std::string_view accepted_client) {
  const auto target = parse_target(request.target);
  if (!target)
    return tl::unexpected<error>(target.error());
  const auto named_client = target->find("client");
  if (!named_client && !target->find("imsOrgId"))
    return refused("query parameter imsOrgId: required");
  const auto session_id = target->find("sessionId");
  if (!session_id)
    return refused("query parameter sessionId: required");
  if (!is_session_id(*session_id))
    return refused("query parameter sessionId: expected 1 to 128 printable characters without "
                   "blanks, ?, /, { and }");

  delivery_query query{.session_id = std::string(*session_id)};
  query.client = named_client ? *named_client
                              : client_in_host(find_header(request.headers, "Host").value_or(""));
  if (!accepted_client.empty() && !query.client.empty() && query.client != accepted_client)
    return refused("unknown client " + query.client + ", this is " + std::string(accepted_client));
  return query;
}

} // namespace target_sdk::tools::edge
