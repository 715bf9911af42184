#include <target_sdk/decisioning.hpp>

#include "decisioning/context/visitor.hpp"
#include "decisioning/decider.hpp"
#include "decisioning/evaluation_listener.hpp"

namespace target_sdk {
namespace {

constexpr std::int64_t complete = 200;
constexpr std::int64_t needs_server = 206;

decision decide_heard(const std::shared_ptr<const compiled_artifact>& artifact,
                      const delivery_request& request, const decide_settings& settings,
                      const decide_call& call, decisioning::evaluation_listener* listener) {
  decision made{.response = {},
                .remote = find_remote_dependencies(*artifact, request),
                .notifications = {},
                .geo = call.geo ? *call.geo : decided_geo(request)};
  if (made.remote.qa_mode)
    settings.logger(log_level::info, "QA mode and previews are for the server alone; this decision "
                                     "on the device is made without them");
  auto& response = made.response;
  response.status = made.remote.any() ? needs_server : complete;
  response.request_id = request.request_id && !request.request_id->empty() ? *request.request_id
                                                                           : make_uuid(call.random);
  response.id = request.id;
  decisioning::identify(response.id ? *response.id : response.id.emplace(), call.location_hint,
                        call.random);
  response.client = settings.client;

  decisioning::decider work(artifact, request, settings, call, made, listener);
  if (request.execute)
    work.decide_execute();
  if (request.prefetch)
    work.decide_prefetch();
  return made;
}

} // namespace

decision decide(const std::shared_ptr<const compiled_artifact>& artifact,
                const delivery_request& request, const decide_settings& settings,
                const decide_call& call) {
  return decide_heard(artifact, request, settings, call, nullptr);
}

decision decisioning::decide(const std::shared_ptr<const compiled_artifact>& artifact,
                             const delivery_request& request, const decide_settings& settings,
                             const decide_call& call, evaluation_listener& listener) {
  return decide_heard(artifact, request, settings, call, &listener);
}

} // namespace target_sdk
