#include "page.hpp"

#include <iostream>
#include <utility>

#include <target_sdk/page_request.hpp>

#include "page_html.hpp"
#include "target_calls.hpp"

namespace storefront {
namespace {

using page_pointer = web_actor::stateful_pointer<page_state>;
using target_sdk::result;

void add_cookies(web::answer& answer, const page_content& content, const shop_settings& settings) {
  // Both calls are of one visitor and one session, so their cookies are the same.
  if (content.offers)
    set_cookies(answer, content.offers->set_cookie_lines(cookie_options(settings)));
  else if (content.flags)
    set_cookies(answer, content.flags->set_cookie_lines(cookie_options(settings)));
}

void end_question(page_pointer self, std::chrono::microseconds& answered_after) {
  auto& state = state_of(self);
  answered_after = std::chrono::duration_cast<std::chrono::microseconds>(
    std::chrono::steady_clock::now() - state.start);
  if (--state.open_questions > 0)
    return;
  auto answer = page_answer(state.parts->assets, state.content);
  add_cookies(answer, state.content, state.parts->settings);
  set_cookies(answer, std::move(state.link_cookies));
  for (auto& field : target_sdk::client_hint_headers())
    answer.headers.push_back(std::move(field));
  state.answer.deliver(std::move(answer));
  self->quit();
}

/// Asks `whom` and goes on; the answer is put in its place when it comes.
template <class Answer, class Actor, class Question>
void ask(page_pointer self, const Actor& whom, Question question, result<Answer>& place,
         std::chrono::microseconds& answered_after) {
  ++state_of(self).open_questions;
  self->request(whom, caf::infinite, std::move(question))
    .then(
      [self, &place, &answered_after](Answer& answer) {
        place = std::move(answer);
        end_question(self, answered_after);
      },
      [self, &place, &answered_after](caf::error& failure) {
        place = tl::unexpected(target_sdk::to_error(failure));
        std::cerr << "storefront: " + to_string(place.error()) + '\n';
        end_question(self, answered_after);
      });
}

} // namespace

web_actor::behavior_type page(page_pointer self, shop_ptr parts, page_route route) {
  state_of(self).parts = parts;
  state_of(self).content.route = std::move(route);
  return {[self, parts](const web::request& request) -> caf::result<web::answer> {
    auto& state = state_of(self);
    auto& content = state.content;
    state.answer = self->make_response_promise<web::answer>();
    state.start = std::chrono::steady_clock::now();
    // Target works while the database does. It answers by the deadline of each call, whatever
    // happens, so nothing more is needed here to bound the wait.
    auto calls = calls_for_page(self->system(), request, content.route, parts->settings);
    state.link_cookies = std::move(calls.link_cookies);
    ask(self, parts->delivery, std::move(calls.offers), content.offers, content.times.target);
    ask(self, parts->attributes, std::move(calls.flags), content.flags, content.times.target);
    ask(self, parts->catalogue, get_products{}, content.products, content.times.own_work);
    return state.answer;
  }};
}

} // namespace storefront
