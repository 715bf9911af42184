#include "actors/page/page_actor.hpp"

#include <optional>
#include <utility>

#include "actors/accept_message.hpp"
#include "actors/caf_compat.hpp"
#include "actors/end_with.hpp"
#include "actors/page/page_asks.hpp"

namespace target_sdk::detail {
namespace {

/// What CAF keeps in the actor.
struct page_state {
  static inline const char* name = "target_sdk.page";

  explicit page_state(page_actor::pointer) {}

  page_actor alive; ///< Itself: the handles of the page are weak, so that its client can end it.
  std::optional<page_asks> asks;
};

/// Makes calls of questions on the sender's thread; those about events and metrics are for the
/// router.
class page_front final
  : public brief_actor<forwarding_actor<stateful_home<page_actor, page_state>>> {
public:
  page_front(caf::actor_config& config, settings_ptr settings, router_actor router,
             const page_options& options, delivery::page_visit visit,
             std::shared_ptr<page_board> board)
    : brief_actor(config),
      settings_(std::move(settings)),
      router_(std::move(router)),
      options_(options),
      visit_(std::move(visit)),
      board_(std::move(board)) {}

  /// Ends with its client. Called before anybody else knows the actor.
  void begin() {
    state_of(this).alive = page_actor(this);
    monitor_for_life(this, router_.address());
  }

protected:
  behavior_type make_behavior() override {
    auto& asks = state_of(this).asks.emplace(this, settings_, router_, options_, std::move(visit_),
                                             std::move(board_));
    on_downs(this, [this, &asks](caf::down_msg& down) {
      if (identity_of(down.source) == identity_of(router_))
        this->quit(caf::exit_reason::user_shutdown);
      else
        asks.on_down(identity_of(down.source));
    });
    return {
      // None of these arrives: they are passed on, or made a call.
      [](const get_offers&) -> caf::result<offers> { return make_error(client_closing_error()); },
      [](const subscribe&) {},
      [](const subscribe_calls&) {},
      [](const unsubscribe&) {},
      [](const get_metrics&) { return metrics(); },
      [](const get_attributes&) -> caf::result<target_sdk::attributes> {
        return make_error(client_closing_error());
      },
      [this, &asks](start_offers_call& call) -> caf::result<offers> {
        auto promise = this->make_response_promise();
        asks.ask(std::move(call.record), promise);
        return promise;
      },
      [this, &asks](start_attributes_call& call) -> caf::result<target_sdk::attributes> {
        auto promise = this->make_response_promise();
        asks.ask(std::move(call.record), promise);
        return promise;
      },
      [&asks](cancel_call order) { asks.cancel(order.call); },
      [&asks](flush_page) { asks.flush(); },
      [&asks](close_page) { asks.close(); },
      [this, &asks](leave_page) {
        asks.flush();
        state_of(this).alive = nullptr;
      },
      [&asks](look_after_page) { asks.look(); },
    };
  }

  caf::strong_actor_ptr receiver_of(caf::mailbox_element_ptr& message) override {
    const auto& content = message->content();
    if (content.match_elements<subscribe>() || content.match_elements<subscribe_calls>()
        || content.match_elements<unsubscribe>() || content.match_elements<get_metrics>())
      return caf::actor_cast<caf::strong_actor_ptr>(router_);
    if (content.match_elements<get_offers>())
      accept_message<get_offers, start_offers_call>(message, *settings_,
                                                    delivery::call_kind::offers);
    else if (content.match_elements<get_attributes>())
      accept_message<get_attributes, start_attributes_call>(message, *settings_,
                                                            delivery::call_kind::attributes);
    return nullptr;
  }

private:
  settings_ptr settings_;
  router_actor router_;
  page_options options_;
  delivery::page_visit visit_;
  std::shared_ptr<page_board> board_; ///< Until the behavior has it.
};

} // namespace

page_actor spawn_page(caf::actor_system& system, settings_ptr settings, router_actor router,
                      const page_options& options, delivery::page_visit visit,
                      std::shared_ptr<page_board> board) {
  // Runs nothing before the first message: most pages are asked at once.
  auto actor = system.spawn<page_front, caf::lazy_init>(
    std::move(settings), std::move(router), options, std::move(visit), std::move(board));
  auto handle = caf::actor_cast<caf::strong_actor_ptr>(actor);
  static_cast<page_front*>(handle->get())->begin();
  return caf::actor_cast<page_actor>(actor);
}

} // namespace target_sdk::detail
