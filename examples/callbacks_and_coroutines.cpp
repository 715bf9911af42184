// Two ways to go on when an answer is there without a thread that waits: a callback, `co_await`.
//
//   callbacks_and_coroutines [HOST:PORT]
#include <coroutine>
#include <exception>
#include <future>
#include <iostream>
#include <string>

#include <target_sdk/client.hpp>

namespace {

/// The smallest coroutine type: starts at once, nobody awaits it. Programs that use coroutines
/// have a better one from their framework.
struct fire_and_forget {
  struct promise_type {
    fire_and_forget get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

target_sdk::delivery_request request_for(const char* first, const char* second) {
  return {.context = target_sdk::context{.channel = target_sdk::channel_type::web,
                                         .user_agent = "Mozilla/5.0"},
          .execute = target_sdk::execute_request{.mboxes = {{.name = first}, {.name = second}}}};
}

std::string summary(const target_sdk::result<target_sdk::offers>& offers) {
  if (!offers)
    return "no offers: " + to_string(offers.error());
  return std::to_string(offers->response.execute ? offers->response.execute->mboxes.size() : 0)
         + " mboxes answered";
}

/// Runs on the caller's thread up to the `co_await`, from there on a scheduler thread.
fire_and_forget follow_a_visitor(target_sdk::client client, std::promise<std::string>& done) {
  target_sdk::get_offers call{.request = request_for("hero", "promo")};
  auto first = client.get_offers(call);
  const auto landing = co_await first;
  if (landing)
    call.visit.target_cookie = landing->target_cookie.value;
  auto second = client.get_offers(call);
  const auto checkout = co_await second;
  const bool same =
    landing && checkout && landing->response.id && landing->response.id == checkout->response.id;
  done.set_value(summary(checkout) + (same ? ", to the same visitor" : ""));
}

} // namespace

int main(int argc, char** argv) {
  target_sdk::client_options options{.client = "acmeclient",
                                     .organization_id = "1234567890ABCDEF@AdobeOrg"};
  if (argc > 1) {
    options.server_domain = argv[1];
    options.secure = false;
  }
  const auto client = target_sdk::client::create(options);
  if (!client) {
    std::cerr << to_string(client.error()) << '\n';
    return 1;
  }

  // The callback runs on a scheduler thread, later: what it uses must still be there.
  std::promise<bool> called;
  client->get_offers({.request = request_for("hero", "promo")}).then([&](auto offers) {
    std::cout << "callback: " << summary(offers) << '\n';
    called.set_value(offers.has_value());
  });
  const bool callback_worked = called.get_future().get();

  std::promise<std::string> done;
  follow_a_visitor(*client, done);
  const auto followed = done.get_future().get();
  std::cout << "coroutine: " << followed << '\n';
  return callback_worked && followed.ends_with("same visitor") ? 0 : 1;
}
