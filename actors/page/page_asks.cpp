#include "actors/page/page_asks.hpp"

#include <algorithm>
#include <utility>

#include "actors/answer_call.hpp"
#include "actors/late_call.hpp"
#include "delivery/attributes.hpp"
#include "delivery/page/divide_answer.hpp"
#include "models/deadline.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::steady_clock;

/// A part of its time that an ask may wait for others.
constexpr int share_of_waiting = 4;
/// A request that ends so much later than an ask of it answers that one, too.
constexpr std::chrono::milliseconds tolerance{10};
/// Looks are no further apart, so that no timer keeps a page that nobody holds.
constexpr std::chrono::milliseconds longest_look{1000};

constexpr int bad_request = 400;

error closed_page_error() {
  return {.kind = error_kind::shutting_down, .message = "the page is closed"};
}

} // namespace

page_asks::page_asks(page_actor::pointer self, settings_ptr settings, router_actor router,
                     const page_options& options, delivery::page_visit visit,
                     std::shared_ptr<page_board> board)
  : self_(self),
    settings_(std::move(settings)),
    router_(std::move(router)),
    window_(bounded(options.window)),
    max_mboxes_(std::clamp<std::size_t>(options.max_mboxes, 1, delivery::max_mboxes_per_request)),
    visit_(std::move(visit)),
    board_(std::move(board)),
    askers_(self) {
}

page_asks::~page_asks() {
  while (!asks_.empty()) {
    auto taken = std::move(asks_.extract(asks_.begin()).mapped());
    answer(*taken.record, taken.promise, client_closing_error());
  }
}

// -- from ask to request --------------------------------------------------------------------------

void page_asks::ask(call_ptr record, caf::response_promise promise) {
  const auto now = steady_clock::now();
  if (is_closed_)
    return answer(*record, promise, closed_page_error());
  if (now >= record->deadline)
    return answer(*record, promise, late_call_error());
  auto& call = record->call;
  if (auto checked = delivery::check_ask(call); !checked)
    return answer(*record, promise, std::move(checked.error()));

  settings_->counters->on_page_ask();
  const auto id = record->id;
  const bool is_of_visitor = visit_.simplify(call, settings_->options);
  auto& asked = asks_[id];
  asked.mboxes = delivery::count_mboxes(call.request);
  asked.record = std::move(record);
  asked.promise = std::move(promise);
  if (!asked.record->waiter) {
    asked.asker = asked.promise.source();
    askers_.add(asked.asker);
  }
  if (!is_of_visitor) {
    open_request own{.is_of_visitor = false};
    own.merged.add(call);
    own.asks.push_back(id);
    return send(std::move(own));
  }
  waiting_.push_back(id);
  waiting_mboxes_ += asked.mboxes;
  if (is_due_)
    return look_at(asked.record->deadline);
  const auto longest = (asked.record->deadline - now) / share_of_waiting;
  const auto latest = now + std::min<steady_clock::duration>(window_, longest);
  flush_at_ = flush_at_ ? std::min(*flush_at_, latest) : latest;
  if (waiting_mboxes_ >= max_mboxes_)
    flush();
  else // What has already come is looked at first: with a flush in it no timer is needed.
    look_at(next_look_ ? *flush_at_ : now);
}

bool page_asks::may_send() const noexcept {
  return visit_.is_known() || std::none_of(requests_.begin(), requests_.end(), [](auto& each) {
           return each.second.is_of_visitor;
         });
}

void page_asks::flush() {
  flush_at_.reset();
  while (!waiting_.empty() && may_send())
    send(take_request());
  is_due_ = !waiting_.empty();
  for (const auto id : waiting_)
    look_at(asks_.at(id).record->deadline);
}

page_asks::open_request page_asks::take_request() {
  open_request request{.merged = delivery::merged_asks(max_mboxes_)};
  bool is_full = false;
  std::erase_if(waiting_, [&](call_id id) {
    const auto& asked = asks_.at(id);
    const bool is_first = request.asks.empty();
    if (is_full || (!is_first && asked.is_alone) || !request.merged.add(asked.record->call))
      return false;
    is_full = asked.is_alone;
    waiting_mboxes_ -= asked.mboxes;
    request.asks.push_back(id);
    return true;
  });
  return request;
}

void page_asks::send(open_request request) {
  auto call = request.merged.take_call();
  if (request.is_of_visitor) {
    request.is_plain = delivery::page_visit::is_plain(call);
    visit_.complete(call);
  }
  auto record = accept_call(*settings_, delivery::call_kind::offers, std::move(call));
  record->is_background = true; // The asks were accepted before the client closes.
  const auto id = record->id;
  for (const auto each : request.asks) {
    auto& asked = asks_.at(each);
    asked.request = id;
    request.deadline = std::max(request.deadline, asked.record->deadline);
  }
  record->deadline = request.deadline;
  if (settings_->calls->are_told())
    record->story = begin_story(*settings_, call_kind::offers, {});
  request.record = record;
  request.live = request.asks.size();
  const auto& sent = requests_.emplace(id, std::move(request)).first->second;
  for (const auto each : sent.asks)
    if (auto& asked = asks_.at(each); has_own_end(asked))
      look_at(asked.record->deadline);
  settings_->counters->on_page_request();
  request_from(self_, router_, start_offers_call{.record = std::move(record)})
    .then([this, id](offers& answered) { on_answer(id, std::move(answered)); },
          [this, id](caf::error& err) { on_answer(id, tl::unexpected(to_error(err))); });
}

// -- from answer to asks --------------------------------------------------------------------------

void page_asks::on_answer(call_id id, result<offers> answer) {
  const auto request = std::move(requests_.extract(id).mapped());
  if (answer) {
    if (request.is_of_visitor) {
      visit_.learn(*answer, request.is_plain);
      give(request, *publish(std::move(*answer)));
    } else {
      give(request, *answer);
    }
  } else if (answer.error().http_status == bad_request && request.asks.size() > 1) {
    separate(request);
    is_due_ = true;
  } else {
    give(request, answer.error());
  }
  if (is_due_)
    flush();
  if (is_done())
    self_->quit();
}

std::shared_ptr<const offers> page_asks::publish(offers&& answer) {
  auto published = std::make_shared<const offers>(std::move(answer));
  content_.add(published);
  board_->store(std::make_shared<const page_news>(page_news{.visit = visit_, .content = content_}));
  return published;
}

void page_asks::give(const open_request& request, const offers& whole) {
  const delivery::divided_answer divided(request.merged, whole);
  for (std::size_t number = 0; number < request.asks.size(); ++number) {
    const auto found = asks_.find(request.asks[number]);
    if (found == asks_.end())
      continue;
    auto part = divided.part(number);
    auto global_mbox = delivery::default_global_mbox;
    std::shared_ptr<const published_artifact> published;
    if (part.meta.decisioning_method == decisioning_method::on_device)
      published = settings_->artifact.load();
    if (published && published->artifact)
      global_mbox = published->artifact->global_mbox();
    auto taken = take(found);
    taken.record->take_facts(*request.record);
    part.info.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      steady_clock::now() - taken.record->started);
    answer(*taken.record, taken.promise, std::move(part), global_mbox);
  }
}

void page_asks::give(const open_request& request, const error& err) {
  for (const auto id : request.asks)
    if (const auto found = asks_.find(id); found != asks_.end()) {
      found->second.record->take_facts(*request.record);
      fail(id, err);
    }
}

void page_asks::separate(const open_request& request) {
  for (const auto id : request.asks)
    if (const auto found = asks_.find(id); found != asks_.end()) {
      auto& asked = found->second;
      asked.is_alone = true;
      asked.request = 0;
      waiting_.push_back(id);
      waiting_mboxes_ += asked.mboxes;
    }
}

// -- giving up ------------------------------------------------------------------------------------

page_asks::open_ask page_asks::take(ask_table::iterator ask) {
  const auto id = ask->first;
  auto taken = std::move(asks_.extract(ask).mapped());
  askers_.remove(taken.asker);
  if (taken.request == 0) {
    stop_waiting(id, taken);
  } else if (const auto request = requests_.find(taken.request);
             request != requests_.end() && --request->second.live == 0) {
    send_to(self_, router_, cancel_call{.call = request->first});
  }
  return taken;
}

void page_asks::stop_waiting(call_id ask, const open_ask& asked) {
  std::erase(waiting_, ask);
  waiting_mboxes_ -= asked.mboxes;
  if (waiting_.empty()) {
    flush_at_.reset();
    is_due_ = false;
  }
}

void page_asks::fail(call_id ask, error err) {
  auto taken = take(asks_.find(ask));
  answer(*taken.record, taken.promise, std::move(err));
}

void page_asks::cancel(call_id ask) {
  if (asks_.contains(ask))
    fail(ask, {.kind = error_kind::cancelled, .message = "the call was cancelled"});
}

void page_asks::on_down(actor_identity ended) {
  askers_.forget(ended);
  std::vector<call_id> asked;
  for (auto& [id, ask] : asks_)
    if (ask.asker && ask.asker.get() == ended)
      asked.push_back(id);
  for (const auto id : asked)
    fail(id, {.kind = error_kind::cancelled, .message = "the asking actor ended"});
}

void page_asks::close() {
  is_closed_ = true;
  flush();
  if (is_done())
    self_->quit();
}

// -- time -----------------------------------------------------------------------------------------

bool page_asks::has_own_end(const open_ask& ask) const {
  if (ask.request == 0)
    return true;
  const auto request = requests_.find(ask.request);
  return request != requests_.end() && ask.record->deadline + tolerance < request->second.deadline;
}

void page_asks::look_at(steady_time time) {
  const auto now = steady_clock::now();
  const auto pause = std::min<steady_clock::duration>(time - now, longest_look);
  if (next_look_ && *next_look_ <= now + pause)
    return;
  next_look_ = now + pause;
  if (pause <= steady_clock::duration::zero())
    send_to(self_, self_, look_after_page{});
  else
    send_later(self_, self_, pause, look_after_page{});
}

void page_asks::look() {
  const auto now = steady_clock::now();
  if (next_look_ && now < *next_look_)
    return; // An outdated one; the next comes at its time.
  next_look_.reset();
  if (flush_at_ && now >= *flush_at_)
    flush();
  std::vector<call_id> late;
  for (auto& [id, ask] : asks_)
    if (ask.record->deadline <= now && has_own_end(ask))
      late.push_back(id);
  for (const auto id : late)
    fail(id, late_call_error());
  if (flush_at_)
    look_at(*flush_at_);
  for (auto& [id, ask] : asks_)
    if (has_own_end(ask))
      look_at(ask.record->deadline);
  if (is_done())
    self_->quit();
}

} // namespace target_sdk::detail
