#include "page.hpp"

#include <iostream>
#include <utility>

#include <target_sdk/page_request.hpp>

#include "page_html.hpp"
#include "page_parts.hpp"
#include "target_calls.hpp"

namespace storefront {
namespace {

using page_pointer = page_actor::stateful_pointer<page_state>;
using target_sdk::result;

void answer(page_state& state) {
  const auto& settings = state.parts->settings;
  state.content.answers = state.target->answers();
  auto made = page_answer(state.parts->assets, state.content);
  set_cookies(made, state.target->set_cookie_lines(cookie_options(settings)));
  for (auto& field : target_sdk::client_hint_headers())
    made.headers.push_back(std::move(field));
  state.answer.deliver(std::move(made));
}

void end_question(page_pointer self, std::chrono::microseconds& answered_after) {
  auto& state = state_of(self);
  answered_after = std::chrono::duration_cast<std::chrono::microseconds>(
    std::chrono::steady_clock::now() - state.start);
  if (--state.open_questions > 0)
    return;
  answer(state);
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

/// Starts a part, and asks it for what Target decides for it.
template <class Answer, class Part>
void ask_part(page_pointer self, Part part, const part_setup& setup, result<Answer>& place) {
  auto& content = state_of(self).content;
  ++content.asks;
  ask(self, self->spawn(part, setup), get_part{}, place, content.times.target);
}

} // namespace

page_actor::behavior_type page(page_pointer self, shop_ptr parts, page_route route) {
  state_of(self).parts = parts;
  state_of(self).content.route = std::move(route);
  return {
    [self, parts](const web::request& request) -> caf::result<web::answer> {
      auto& state = state_of(self);
      auto& content = state.content;
      state.answer = self->make_response_promise<web::answer>();
      state.start = std::chrono::steady_clock::now();
      state.target = parts->open_page(page_of_browser(request, parts->settings));
      const part_setup setup{.delivery = state.target->delivery(),
                             .attributes = state.target->attributes(),
                             .page = page_actor(self),
                             .kind = content.route.kind,
                             .deadline = parts->settings.target_deadline};
      // Target works while the database does. It answers by the deadline of each ask, whatever
      // happens, so nothing more is needed here to bound the wait.
      ask_part(self, banner, setup, content.banner);
      ask_part(self, promotion, setup, content.promotion);
      ask_part(self, checkout, setup, content.checkout);
      ask_part(self, recommendation, setup, content.recommendation);
      ask(self, parts->catalogue, get_products{}, content.products, content.times.own_work);
      return state.answer;
    },
    [self](part_has_asked) {
      auto& state = state_of(self);
      if (++state.have_asked == state.content.asks)
        state.target->flush(); // One request for all of them.
    },
  };
}

} // namespace storefront
