// A page: the parts of one page ask by themselves, and share requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/actors.hpp>
#include <target_sdk/calls.hpp>
#include <target_sdk/client.hpp>
#include <target_sdk/cookies.hpp>
#include <target_sdk/page_request.hpp>
#include <target_sdk/pending.hpp>

namespace target_sdk {

/// How long a page gathers what its parts ask.
struct page_options {
  /// How long after the first ask; 0: what has already come. No ask waits for longer than a quarter
  /// of its time (`timeout`).
  std::chrono::milliseconds window{1};
  /// With so many mboxes it does not wait any longer (one that several parts ask for counts for
  /// each of them), and a request has no more, unless a single ask has. 1 to 50, more than which
  /// the service refuses.
  std::size_t max_mboxes = 50;
};

/// One page of one visitor, put together by parts that know only their own mboxes. What they ask is
/// gathered, and sent as one request; each gets its own part of the answer, as if it had asked
/// alone, with the visitor's ids and cookies, which all of them share. From `client::open_page`.
///
/// Parts are actors that hold `delivery()` or `attributes()`, or threads that call `get_offers` or
/// `get_attributes` here. An ask may leave out context, visit, QA mode and preview: those of the
/// page are added. A context with the channel `web` alone, as each call needs one elsewhere, counts
/// as left out. What it gives itself counts, and when that differs from the page's (another
/// context, property, environment, trace, decisioning method, customer ids, header fields, ...), it
/// has a request of its own; so have an mbox that one part executes and another one prefetches, and
/// mboxes that do not fit. The first request goes out alone. When its answer has made the visitor
/// known, the others go out: as the same visitor in the same session, and as the same hit in
/// Analytics.
///
/// An ask with cookies, session or shared visitor that are not those of the page is about somebody
/// else, and so is one whose `request.id` has an id (`tnt_id`, `third_party_id`,
/// `marketing_cloud_visitor_id`, a customer id, or one of a kind that is new) that neither the
/// page's visit names nor, once there is one, its answers do. It is passed on as it is, and its
/// answer goes to its asker alone: not to `offer`, `answers` or the cookies of the page.
///
/// The same mbox with the same parameters is asked once, however many parts ask for it. An error of
/// a request reaches each of its askers. One that the service refuses (HTTP status 400) is repeated
/// ask by ask, so that the mistake of a part costs the others nothing. A part that dies, or cancels
/// its call, takes only its own ask along; without any ask left a request is cancelled.
///
/// A copyable handle. All functions are safe from any thread and never wait. A page ends with its
/// client, which need not outlive it: calls are then answered `shutting_down`. The actor system
/// that the client was given must outlive the page.
class page {
public:
  /// For parts that are actors. Asks are calls like those to the client's own actors: each has its
  /// deadline, and counts as an open one. They can be asked as long as somebody holds one of these
  /// handles, even without a `page`, until `close`. Null when a client without an actor system of
  /// the caller's has closed.
  /// @{
  delivery_actor delivery() const;
  attributes_actor attributes() const;
  /// @}

  /// Asks for offers, as `client::get_offers` does: a part that is a thread.
  pending<offers> get_offers(target_sdk::get_offers call) const;

  /// Reads JSON offers as attributes, likewise.
  pending<target_sdk::attributes> get_attributes(target_sdk::get_attributes call) const;

  /// Sends what has been asked, without waiting for more: the page knows that all parts have asked.
  void flush() const;

  /// Asks for mboxes that may be shown later: they are decided now, and count when `displayed`.
  /// The answer need not be waited for: see `offer`.
  pending<offers> prefetch(std::vector<std::string> names) const;

  /// What to show for an mbox, by the last answer that has it, to whatever part of this page; null
  /// means default content, and that there is no answer yet. Mboxes of the last 50 answers are
  /// known, and 1,000 of earlier ones.
  json offer(std::string_view name) const;

  /// The whole answers to the page's visitor so far, newest last, at most 50: what a script of the
  /// page is told (`server_state`), and how many requests there were.
  std::vector<std::shared_ptr<const offers>> answers() const;

  /// Remembers that mboxes were shown or clicked, as `offer` has them: what the same answer has
  /// prefetched counts. The same mbox with the same event tokens is shown once a page, also after
  /// `close` (the first 4,096 different ones are compared); each click counts. What has no event
  /// token, as executed content, counts without a report. Reported as by `client::notify`: whenever
  /// 50 events wait, and the others together by `close`, or when the last copy of this handle goes.
  /// What cannot be kept then (see there) is told by the event `send_notification_error`, and after
  /// the client has closed by its log alone.
  /// @{
  void displayed(const std::vector<std::string>& names) const;
  void clicked(std::string_view name) const;
  /// @}

  /// The cookies of the page as values of `Set-Cookie` headers: those of its QA or preview link,
  /// and, once there is an answer, those of the newest one. Call it when the parts have theirs.
  std::vector<std::string> set_cookie_lines(const set_cookie_options& options = {}) const;

  /// Sends what has been asked, and the reports, and refuses later asks as `shutting_down`. Asks
  /// under way are answered. Closing again has no effect, except that what was shown or clicked
  /// meanwhile is reported.
  void close() const;

  struct impl;
  /// For the SDK alone.
  explicit page(std::shared_ptr<const impl> implementation) noexcept
    : impl_(std::move(implementation)) {}

private:
  std::shared_ptr<const impl> impl_;
};

} // namespace target_sdk
