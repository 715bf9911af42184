// A back end of actors: a page actor asks Target by message and never blocks a thread.
//
//   actor_back_end [HOST:PORT]
#include <iostream>
#include <string>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>
#include <target_sdk/page_request.hpp>

namespace {

const std::string organization_id = "1234567890ABCDEF@AdobeOrg";

std::string content_of_first_offer(const target_sdk::offers& offers) {
  const auto& execute = offers.response.execute;
  if (!execute || execute->mboxes.empty() || execute->mboxes[0].options.empty())
    return {};
  const auto& content = execute->mboxes[0].options[0].content;
  return content ? std::string(content->string_or_empty()) : std::string();
}

/// What a web server would hand over of a browser's request: the fields are those of the browser.
target_sdk::page_request read_page(const std::string& path) {
  return target_sdk::read_page_request(
    {.url = path,
     .headers = {{"Host", "shop.example"}, {"User-Agent", "Mozilla/5.0"}},
     .peer = "203.0.113.7"},
    organization_id);
}

/// Answers the path of a page with its HTML; Target's failure costs the offer, never the page.
caf::behavior page(caf::event_based_actor* self, target_sdk::delivery_actor delivery) {
  return {[self, delivery](const std::string& path) {
    auto html = self->make_response_promise<std::string>();
    const auto visited = read_page(path);
    target_sdk::get_offers call{.request = visited.request(), .visit = visited.visit};
    call.request.execute = target_sdk::execute_request{.mboxes = {{.name = "hero"}}};
    // The call has a deadline of its own.
    self->request(delivery, caf::infinite, std::move(call))
      .then(
        [html, path](const target_sdk::offers& offers) mutable {
          html.deliver("<main>" + path + content_of_first_offer(offers) + "</main>");
        },
        [html, path](const caf::error& err) mutable {
          std::cerr << to_string(target_sdk::to_error(err)) << '\n';
          html.deliver("<main>" + path + "</main>");
        });
    return html;
  }};
}

} // namespace

int main(int argc, char** argv) {
  target_sdk::client_options options{.client = "acmeclient", .organization_id = organization_id};
  if (argc > 1) {
    options.server_domain = argv[1];
    options.secure = false;
  }
  caf::actor_system_config config;
  target_sdk::tune_for_short_calls(config);
  caf::actor_system system{config};
  const auto client = target_sdk::client::create(system, options);
  if (!client) {
    std::cerr << to_string(client.error()) << '\n';
    return 1;
  }

  // The actor keeps the handle of another actor, not the client, which closes when main ends.
  const auto pages = system.spawn(page, client->actors().delivery);
  int status = 0;
  caf::scoped_actor browser{system};
  for (const char* path : {"/", "/shoes"})
    if (const auto html = target_sdk::ask<std::string>(browser, pages, std::string(path))) {
      std::cout << *html << '\n';
    } else {
      std::cerr << to_string(html.error()) << '\n';
      status = 1;
    }
  browser->send_exit(pages, caf::exit_reason::user_shutdown);
  return status;
}
