#include "actors/outbox/outbox.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <string>
#include <utility>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {
namespace {

/// Notifications that are written at once, however many wait behind them.
constexpr std::size_t max_at_once = 10'000;
/// Removals wait for company. When the process is killed meanwhile, they are sent once more.
constexpr std::chrono::milliseconds pause_before_removal{10};
/// How long removals wait when the disk fails.
constexpr std::chrono::milliseconds pause_after_trouble{1000};

} // namespace

outbox_actor::behavior_type outbox_state::behavior(settings_ptr settings) {
  settings_ = std::move(settings);
  on_exits(self_, [this](caf::exit_msg& end) {
    close();
    self_->quit(end.reason);
  });
  return {
    [this](open_outbox& order) { order.done->set_value(open()); },
    [this](start_outbox& order) {
      router_ = std::move(order.router);
      raise_damage();
      return outbox_content{.count = store_ ? store_->count() : 0};
    },
    [this](store_call& ask) -> caf::result<call_stored> {
      auto told = self_->make_response_promise<call_stored>();
      take(ask, told);
      return told;
    },
    [this](load_calls ask) {
      write();
      return load(ask);
    },
    [this](remove_stored& some) {
      removed_.insert(removed_.end(), some.numbers.begin(), some.numbers.end());
      write_later();
    },
    [this](write_outbox timer) {
      if (timer.round == round_)
        write();
    },
    [this](catch_up) { write(); },
    [this](close_outbox) { close(); },
  };
}

result<void> outbox_state::open() {
  const auto& options = settings_->options;
  auto opened = open_outbox_file(
    options.outbox, {.client = options.client, .organization_id = options.organization_id});
  if (!opened)
    return tl::unexpected(std::move(opened.error()));
  store_ = std::move(opened->store);
  damaged_ = std::move(opened->damaged);
  settings_->outbox_seen.is_open = true;
  show();
  return {};
}

// -- writing --------------------------------------------------------------------------------------

void outbox_state::take(store_call& ask, promise told) {
  if (is_closed_) {
    told.deliver(make_error(
      {.kind = error_kind::shutting_down, .message = "the client ended before it was kept"}));
    return;
  }
  arrived_count_ += ask.call.notifications.size();
  arrived_.push_back(std::move(ask.call));
  senders_.push_back(std::move(told));
  if (arrived_count_ >= max_at_once)
    write();
  else
    write_soon();
}

void outbox_state::write_soon() {
  if (!std::exchange(writes_soon_, true))
    send_to(self_, self_, write_outbox{.round = round_});
}

void outbox_state::write_later() {
  if (!std::exchange(writes_later_, true))
    send_later(self_, self_, is_disk_in_trouble_ ? pause_after_trouble : pause_before_removal,
               write_outbox{.round = round_});
}

void outbox_state::write() {
  ++round_;
  writes_soon_ = writes_later_ = false;
  refuse_excess();
  if (arrived_.empty() && removed_.empty())
    return;
  auto written = write_to_disk();
  if (!written)
    settings_->outbox_seen.failed_writes.add();
  show();
  tell_of_disk(written ? nullptr : &written.error().message);
  if (!written) {
    refuse_all(written.error());
  } else {
    for (std::size_t i = 0; i < senders_.size(); ++i)
      senders_[i].deliver(call_stored{.first = arrived_[i].notifications.front().number});
    removed_.clear();
  }
  arrived_.clear();
  senders_.clear();
  arrived_count_ = 0;
  if (!removed_.empty())
    write_later();
}

void outbox_state::refuse_excess() {
  auto size = store_ ? store_->size() : 0;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < arrived_.size(); ++i) {
    const auto more = outbox_store::size_of(arrived_[i]);
    const auto limit = settings_->options.outbox.max_size;
    if (size > limit || more > limit - size) {
      senders_[i].deliver(make_error(
        {.kind = error_kind::overloaded, .message = "the outbox is full: outbox.maxSize"}));
      continue;
    }
    size += more;
    if (kept != i) {
      arrived_[kept] = std::move(arrived_[i]);
      senders_[kept] = std::move(senders_[i]);
    }
    ++kept;
  }
  arrived_.resize(kept);
  senders_.resize(kept);
}

void outbox_state::refuse_all(const database_error& why) {
  for (auto& each : senders_)
    each.deliver(make_error(
      {.kind = error_kind::overloaded, .message = "the outbox cannot be written: " + why.message}));
}

database_result<void> outbox_state::write_to_disk() {
  if (!store_)
    if (auto begun = begin_anew(); !begun)
      return tl::unexpected(
        database_error{database_trouble::unusable, std::move(begun.error().message)});
  auto written = store_->write(arrived_, removed_);
  if (!written && written.error().trouble == database_trouble::damaged && begin_anew())
    return store_->write(arrived_, {});
  if (written || arrived_.empty() || removed_.empty())
    return written;
  // What is removed needs less room than what is added, and makes some.
  if (store_->write({}, removed_))
    removed_.clear();
  return written;
}

// -- reading --------------------------------------------------------------------------------------

calls_loaded outbox_state::load(const load_calls& ask) {
  if (!store_)
    return {.is_end = is_closed_};
  auto read = store_->read_after(ask.last, ask.at_most);
  if (read)
    return {.calls = std::move(read->calls), .is_end = read->is_end};
  // What is there is asked for again, and what is damaged is found out then.
  if (read.error().trouble != database_trouble::damaged || !begin_anew())
    tell_of_disk(&read.error().message);
  return {.is_end = false};
}

// -- troubles -------------------------------------------------------------------------------------

result<void> outbox_state::begin_anew() {
  if (store_)
    next_number_ = store_->next_number();
  store_.reset();
  auto opened = open();
  if (!opened)
    return opened;
  // Those of the file before are known to others.
  store_->continue_with(next_number_);
  raise_damage();
  return opened;
}

void outbox_state::raise_damage() {
  if (!damaged_ || !router_)
    return;
  settings_->options.logger(log_level::error, damaged_->error.message + "; it was set aside as "
                                                + damaged_->file + ", and its content is not sent");
  send_to(self_, router_, tell_subscribers{.event = std::move(*damaged_)});
  damaged_.reset();
}

void outbox_state::show() {
  if (!store_)
    return;
  auto& seen = settings_->outbox_seen;
  seen.size = store_->size();
  seen.oldest = store_->oldest();
  seen.waiting = store_->count(); // Last: it is read first.
}

/// Says that the disk fails, and that it works again: once each.
void outbox_state::tell_of_disk(const std::string* trouble) {
  if (is_disk_in_trouble_ == (trouble != nullptr))
    return;
  is_disk_in_trouble_ = trouble != nullptr;
  if (trouble)
    settings_->options.logger(log_level::error,
                              "the outbox cannot be read or written: " + *trouble);
  else
    settings_->options.logger(log_level::info, "the outbox works again");
}

void outbox_state::close() {
  if (!std::exchange(is_closed_, true))
    write();
  store_.reset();
}

result<outbox_actor> spawn_outbox(caf::actor_system& system, settings_ptr settings) {
  auto body = [](stateful_home<outbox_actor, outbox_state>* self, settings_ptr&& the_settings) {
    return state_of(self).behavior(std::move(the_settings));
  };
  outbox_actor outbox = system.spawn<caf::detached>(body, std::move(settings));
  open_outbox order{.done = std::make_shared<std::promise<result<void>>>()};
  auto done = order.done->get_future();
  send_anonymously(outbox, std::move(order));
  auto opened = done.get();
  if (opened)
    return outbox;
  caf::anon_send_exit(outbox, caf::exit_reason::user_shutdown);
  return tl::unexpected(std::move(opened.error()));
}

} // namespace target_sdk::detail
