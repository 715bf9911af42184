#include "tools/targetctl/console/console_views.hpp"

#include <algorithm>
#include <utility>

#include <target_sdk/models/serialization.hpp>

#include "models/secrets.hpp"
#include "tools/targetctl/console/views/call_summary.hpp"
#include "tools/targetctl/console/views/rules_view.hpp"
#include "tools/targetctl/console/views/sample.hpp"
#include "tools/targetctl/console/views/why.hpp"
#include "tools/targetctl/edge/delivery_answer.hpp"
#include "tools/targetctl/edge/json_answers.hpp"
#include "tools/targetctl/edge/wall_clock.hpp"
#include "tools/targetctl/written_json.hpp"

namespace target_sdk::tools::console {
namespace {

constexpr std::size_t most_summaries = 1000;
/// Milliseconds of the end of the year 9999.
constexpr std::int64_t last_time = 253'402'300'799'999;

edge::web_answer json_text(std::string text) {
  return edge::json_answer(200, std::move(text));
}

/// A delivery call made of what the page sends.
struct asked_call {
  json body = {};
  edge::web_request message = {};
  edge::edge_moment moment = {};
};

std::string session_of(json_view body) {
  const auto given = body["session"].string_or_empty();
  std::string out;
  for (const char c : given.empty() ? std::string_view("console") : given) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out.append({'%', digits[byte >> 4U], digits[byte & 15U]});
  }
  return out;
}

result<asked_call> read_asked(const edge::web_request& message) {
  auto body = json::parse(message.body);
  if (!body)
    return tl::unexpected<error>(std::move(body).error());
  const auto time = (*body)["time"].as_int64().value_or(edge::now_ms());
  if (time < 0 || time > last_time)
    return fail(error_kind::invalid_request, "time: expected milliseconds since the epoch");
  asked_call asked{.body = *std::move(body), .moment = {.now_ms = time}};
  asked.message = {.method = "POST",
                   .target =
                     "/rest/v1/delivery?imsOrgId=console&sessionId=" + session_of(asked.body),
                   .headers = {},
                   .body = asked.body["request"].dump(),
                   .peer = message.peer};
  return asked;
}

} // namespace

console_views::console_views(const edge::edge_world& world)
  : world_(world),
    offers_(*world.rules.artifact) {
}

// Several tabs, and one that comes back, ask for the same.
const std::string& console_views::summary(const logged_call& call) {
  const auto known =
    std::lower_bound(summaries_.begin(), summaries_.end(), call.number,
                     [](const auto& entry, std::uint64_t number) { return entry.first < number; });
  if (known != summaries_.end() && known->first == call.number)
    return known->second;
  const auto made = summaries_.emplace(known, call.number, summarise(world_, offers_, call));
  if (summaries_.size() <= most_summaries)
    return made->second;
  // The made one stays, unless it is the oldest, which is asked for seldom.
  if (made == summaries_.begin()) {
    summaries_.erase(summaries_.begin() + 1);
    return summaries_.front().second;
  }
  summaries_.pop_front();
  return std::lower_bound(
           summaries_.begin(), summaries_.end(), call.number,
           [](const auto& entry, std::uint64_t number) { return entry.first < number; })
    ->second;
}

std::string console_views::batch(const call_batch& batch) {
  written_array calls;
  for (const auto& call : batch.calls)
    calls.add_json(summary(*call));
  written_object told;
  told.set("run", batch.run);
  told.set("from", static_cast<std::int64_t>(batch.from));
  told.set("kept", static_cast<std::int64_t>(batch.kept));
  told.set_json("totals", totals_text(batch.totals));
  told.set_json("calls", std::move(calls).take());
  return std::move(told).take();
}

edge::web_answer console_views::call(const call_pointer& call) {
  if (!call)
    return edge::problem(404, "there is no such call, or it is forgotten");
  written_object told;
  told.set_json("summary", summary(*call));
  told.set("target", call->request.target);
  if (call->has_request())
    told.set("request", detail::without_authorization_tokens(call->request.body));
  else
    told.set_json("request", "null");
  if (call->answer)
    told.set("answer", *call->answer);
  else
    told.set_json("answer", "null");
  told.set("requestSize", static_cast<std::int64_t>(call->request_size));
  told.set("answerSize", static_cast<std::int64_t>(call->answer_size));
  if (call->is_accepted && call->has_request()) {
    const edge::edge_moment moment{.now_ms = call->time_ms};
    if (const auto checked = edge::check_delivery(world_, moment, call->request))
      told.set_json("why", explain(world_, *checked).dump());
  }
  return json_text(std::move(told).take());
}

edge::web_answer console_views::rules() {
  if (!rules_)
    rules_ = edge::shared_text(rules_json(*world_.rules.artifact).dump());
  auto answer = json_text({});
  answer.body = rules_;
  return answer;
}

edge::web_answer console_views::try_visitor(const edge::web_request& message) const {
  const auto asked = read_asked(message);
  if (!asked)
    return edge::problem(400, asked.error().message);
  const auto answered = edge::answer_delivery(world_, asked->moment, asked->message);
  if (answered.record.empty())
    return answered.answer;
  const auto checked = edge::check_delivery(world_, asked->moment, asked->message);
  written_object told;
  told.set_json("answer", answered.answer.body ? *answered.answer.body : std::string("null"));
  told.set_json("why", explain(world_, *checked).dump());
  return json_text(std::move(told).take());
}

edge::web_answer console_views::sample_visitors(const edge::web_request& message,
                                                std::stop_token stop) const {
  const auto asked = read_asked(message);
  if (!asked)
    return edge::problem(400, asked.error().message);
  const auto checked = edge::check_delivery(world_, asked->moment, asked->message);
  if (!checked)
    return checked.error();
  sample_plan plan{.activity = asked->body["activity"].string_or_empty(), .stop = std::move(stop)};
  plan.visitors = asked->body["visitors"].as_int64().value_or(plan.visitors);
  const auto sampled = sample(world_, *checked, plan);
  return sampled ? json_text(sampled->dump()) : edge::problem(400, sampled.error().message);
}

} // namespace target_sdk::tools::console
