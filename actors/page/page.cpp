#include <optional>
#include <string>
#include <utility>

#include <target_sdk/notifications.hpp>
#include <target_sdk/page.hpp>

#include "actors/page/open_page.hpp"
#include "actors/page/page_actor.hpp"
#include "actors/page/page_news.hpp"
#include "actors/process_life.hpp"
#include "delivery/page/page_events.hpp"

namespace target_sdk {

/// Weak, so that a page can outlive its client.
struct page::impl {
  impl(detail::page_surroundings around, page_request request, const page_options& options)
    : settings(std::move(around.settings)),
      calls(std::move(around.calls)),
      router(caf::actor_cast<caf::weak_actor_ptr>(around.router)),
      notifier(caf::actor_cast<caf::weak_actor_ptr>(around.notifier)),
      visit(std::move(request)),
      refusal(std::move(around.refusal)) {
    delivery_actor the_delivery = around.router;
    auto the_attributes = around.attributes;
    if (!refusal) {
      auto actor =
        detail::spawn_page(around.system, settings, around.router, options, visit, board);
      weak = caf::actor_cast<caf::weak_actor_ptr>(actor);
      the_delivery = caf::actor_cast<delivery_actor>(actor);
      the_attributes = caf::actor_cast<attributes_actor>(actor);
    }
    if (around.is_own_system)
      return;
    delivery = std::move(the_delivery);
    attributes = std::move(the_attributes);
  }

  impl(const impl&) = delete;
  impl& operator=(const impl&) = delete;

  ~impl() {
    if (is_of_parent())
      return;
    report();
    tell(detail::leave_page{});
  }

  /// In a forked child nobody is left to ask.
  bool is_of_parent() const noexcept { return forks != detail::fork_count(); }

  /// Null when the page has ended.
  detail::page_actor actor() const { return caf::actor_cast<detail::page_actor>(weak); }

  /// Why a call is refused, if it is.
  std::optional<error> refusal_of(const detail::page_actor& asked) const {
    if (is_of_parent())
      return error{.kind = error_kind::shutting_down,
                   .message = "the page was opened before fork, by the parent process"};
    if (refusal)
      return refusal;
    if (!asked)
      return error{.kind = error_kind::shutting_down, .message = "the page has ended"};
    return std::nullopt;
  }

  template <class Message>
  void tell(Message message) const {
    if (auto to = actor(); to && !is_of_parent())
      detail::send_anonymously(to, message);
  }

  void add_event(metric_type type, std::string_view name) const {
    if (is_of_parent()) // It would never be reported.
      return;
    const auto news = board->load();
    const auto* mbox = news ? news->content.find(name).prefetched : nullptr;
    if (mbox == nullptr)
      return;
    auto made = make_notification(type, *mbox);
    if (!made.tokens.empty() && events.add(std::move(made)))
      report(); // Before the list grows.
  }

  /// Reports what was shown and clicked.
  void report() const {
    auto all = events.take();
    if (all.empty())
      return;
    send_notifications call;
    call.request.notifications = std::move(all);
    if (const auto news = board->load())
      news->visit.complete(call);
    else
      visit.complete(call);
    const auto to = caf::actor_cast<detail::notifier_actor>(notifier);
    auto refused = refusal;
    if (!refused && !to)
      refused = detail::client_closing_error();
    auto copy = call.request;
    calls.keep(to, std::move(call), std::move(refused))
      .then([router = router, settings = settings,
             request = std::move(copy)](const result<accepted>& kept) mutable {
        if (!kept)
          tell_loss(router, *settings, std::move(request), kept.error());
      });
  }

  static void tell_loss(const caf::weak_actor_ptr& router, const detail::client_settings& settings,
                        delivery_request request, const error& reason) {
    settings.counters->on_accepted(request.notifications.size());
    settings.counters->on_lost(request.notifications.size());
    settings.options.logger(log_level::warning,
                            std::to_string(request.notifications.size())
                              + " notifications of a page could not be kept: " + to_string(reason));
    if (auto to = caf::actor_cast<detail::router_actor>(router))
      detail::send_anonymously(
        to, detail::tell_subscribers{.event = send_notification_error{
                                       .notification = std::move(request), .error = reason}});
  }

  detail::settings_ptr settings;
  detail::facade_calls calls;
  caf::weak_actor_ptr router;
  caf::weak_actor_ptr notifier;
  std::shared_ptr<detail::page_board> board = std::make_shared<detail::page_board>();
  delivery::page_visit visit; ///< Before any answer.
  std::optional<error> refusal;
  caf::weak_actor_ptr weak; ///< The actor of the page.
  /// Null with a system of the client's own, which may end before the page.
  delivery_actor delivery;
  attributes_actor attributes;
  mutable delivery::page_events events;
  std::uint64_t forks = detail::fork_count();
};

page detail::open_page(page_surroundings around, page_request request,
                       const page_options& options) {
  std::shared_ptr<const page::impl> made;
  auto& system = around.system;
  as_guest(&system, [&] {
    made = std::make_shared<const page::impl>(std::move(around), std::move(request), options);
  });
  return page(std::move(made));
}

delivery_actor page::delivery() const {
  if (impl_->delivery)
    return impl_->delivery;
  return caf::actor_cast<delivery_actor>(impl_->actor());
}

attributes_actor page::attributes() const {
  if (impl_->attributes)
    return impl_->attributes;
  return caf::actor_cast<attributes_actor>(impl_->actor());
}

pending<offers> page::get_offers(target_sdk::get_offers call) const {
  const auto actor = impl_->actor();
  return impl_->calls.ask_for_offers(actor, delivery::call_kind::offers, std::move(call),
                                     impl_->refusal_of(actor));
}

pending<target_sdk::attributes> page::get_attributes(target_sdk::get_attributes call) const {
  const auto actor = impl_->actor();
  return impl_->calls.ask_for_attributes(actor, std::move(call), impl_->refusal_of(actor));
}

void page::flush() const {
  impl_->tell(detail::flush_page{});
}

pending<offers> page::prefetch(std::vector<std::string> names) const {
  prefetch_request wanted;
  for (auto& name : names)
    wanted.mboxes.push_back({.name = std::move(name)});
  return get_offers({.request = {.prefetch = std::move(wanted)}});
}

json page::offer(std::string_view name) const {
  const auto news = impl_->board->load();
  return news ? news->content.offer(name) : json();
}

std::vector<std::shared_ptr<const offers>> page::answers() const {
  const auto news = impl_->board->load();
  return news ? news->content.answers() : std::vector<std::shared_ptr<const offers>>();
}

void page::displayed(const std::vector<std::string>& names) const {
  for (const auto& name : names)
    impl_->add_event(metric_type::display, name);
}

void page::clicked(std::string_view name) const {
  impl_->add_event(metric_type::click, name);
}

std::vector<std::string> page::set_cookie_lines(const set_cookie_options& options) const {
  auto lines = impl_->visit.page().set_cookie_lines(options);
  if (const auto news = impl_->board->load())
    for (auto& line : news->content.answers().back()->set_cookie_lines(options))
      lines.push_back(std::move(line));
  return lines;
}

void page::close() const {
  if (impl_->is_of_parent())
    return;
  impl_->report();
  impl_->tell(detail::close_page{});
}

} // namespace target_sdk
