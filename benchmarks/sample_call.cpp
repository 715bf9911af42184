#include "benchmarks/sample_call.hpp"

namespace target_sdk::benchmarks {

delivery_request sample_request() {
  delivery_request request{
    .id = visitor_id{.tnt_id = "338e3c1e51f7416a8e1ccba4f81acea0.28_0",
                     .marketing_cloud_visitor_id = "07327024324407615852294135870030620007"},
    .context =
      context{.channel = channel_type::web,
              .screen = screen{.width = 1920, .height = 1080, .color_depth = 24},
              .window = window{.width = 1280, .height = 900},
              .browser = browser{.host = "shop.example.com", .language = "en"},
              .address = address{.url = "https://shop.example.com/shoes?size=42&color=red",
                                 .referring_url = "https://www.example.org/search?q=shoes"},
              .time_offset_in_minutes = 120,
              .user_agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
                            "AppleWebKit/537.36 (KHTML, like Gecko) "
                            "Chrome/119.0.0.0 Safari/537.36"},
    .execute = execute_request{},
  };
  auto parameters = json::object({{"pageName", "shoes"},
                                  {"stock", 17},
                                  {"loggedIn", true},
                                  {"category", "footwear"},
                                  {"campaign", "autumn-sale"}});
  for (int i = 0; i < 6; ++i)
    request.execute->mboxes.push_back({.index = i,
                                       .name = "shop-location-" + std::to_string(i),
                                       .parameters = parameters,
                                       .profile_parameters = json::object({{"tier", "gold"}})});
  return request;
}

std::string sample_response_text() {
  std::string mboxes;
  for (int i = 0; i < 6; ++i) {
    if (i > 0)
      mboxes += ',';
    mboxes +=
      R"({"index":)" + std::to_string(i) + R"(,"name":"shop-location-)" + std::to_string(i)
      + R"(","options":[{"type":"html","content":"<section class=\"banner\"><h1>Autumn sale</h1><p>Everything must go, twenty percent off until Sunday.</p></section>",)"
        R"("responseTokens":{"activity.id":"125873","activity.name":"Autumn banner","experience.name":"Experience B"}}]})";
  }
  return R"({"status":200,"requestId":"0123456789abcdef0123456789abcdef","client":"acmeclient",)"
         R"("id":{"tntId":"338e3c1e51f7416a8e1ccba4f81acea0.28_0","marketingCloudVisitorId":"07327024324407615852294135870030620007"},)"
         R"("edgeHost":"mboxedge28.tt.omtrdc.net","execute":{"mboxes":[)"
         + mboxes + "]}}";
}

send_notifications sample_report(std::size_t number, const std::string& session_id) {
  const auto text = std::to_string(number);
  send_notifications report{.visit = {.session_id = session_id}};
  auto& page = report.request.context.emplace();
  page.channel = channel_type::web;
  page.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  page.address = address{.url = "https://shop.example/item/" + text};
  report.request.notifications = {
    {.id = "notification-" + text,
     .type = metric_type::display,
     .timestamp = 1'700'000'000'000,
     .tokens = {"K5Qx8HnWpeLjcSmPAL6DFGqipfsIHvVzTQxHolz2IpSCnQ9Y9OaLL2gsdrWQTvE5"},
     .mbox = notification_mbox{.name = "hero"}}};
  return report;
}

} // namespace target_sdk::benchmarks
