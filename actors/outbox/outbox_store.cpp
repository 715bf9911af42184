#include "actors/outbox/outbox_store.hpp"

#include <algorithm>
#include <utility>

#include <sys/stat.h>
#include <sys/statvfs.h>

namespace target_sdk::detail {
namespace {

/// How long a lock is waited for: that of a process that is about to end.
constexpr std::chrono::milliseconds patience{500};
/// What an excerpt holds at most, if it is more than one notification.
constexpr std::uint64_t max_excerpt_bytes = 4u << 20;
/// What is left on the disk besides the room for the log: some pages.
constexpr std::uint64_t disk_margin = 64u << 10;
/// What a row takes besides its texts.
constexpr std::uint64_t row_overhead = 64;

/// "TSob": what `file` and SQLite know the files by.
constexpr std::int64_t application = 0x54536F62;
constexpr std::int64_t version = 2;

constexpr const char* make_tables = R"(
BEGIN IMMEDIATE;
CREATE TABLE notification (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  stored_at INTEGER NOT NULL,  -- milliseconds since the epoch
  is_report INTEGER NOT NULL,
  call TEXT NOT NULL,          -- JSON, without notifications
  notification TEXT NOT NULL,  -- JSON
  size INTEGER NOT NULL);
CREATE TABLE owner (           -- one row, from the first client on
  client TEXT NOT NULL,
  organization_id TEXT NOT NULL);
PRAGMA application_id = 1414754146;
PRAGMA user_version = 2;
COMMIT)";
static_assert(application == 1414754146);

tl::unexpected<database_error> damaged(std::string message) {
  return tl::unexpected(database_error{database_trouble::damaged, std::move(message)});
}

std::uint64_t size_of_row(const delivery::stored_call& call,
                          const delivery::stored_notification& each) noexcept {
  return row_overhead + call.text.size() + each.id.size() + each.text.size();
}

/// Whether it is an outbox of this version; one that holds nothing yet becomes one.
database_result<void> recognise(database& opened) {
  auto about = opened.integer("PRAGMA application_id");
  auto made_by = opened.integer("PRAGMA user_version");
  auto tables = opened.integer("SELECT count(*) FROM sqlite_schema");
  for (auto* read : {&about, &made_by, &tables})
    if (!*read)
      return tl::unexpected(std::move(read->error()));
  if (*about == application && *made_by == version)
    return {};
  if (*about == application)
    return damaged("it was written by another version of the SDK, as format "
                   + std::to_string(*made_by));
  if (*about != 0 || *made_by != 0 || *tables != 0)
    return damaged("it is a database, but no outbox");
  // Before the first table.
  return opened.run("PRAGMA auto_vacuum = INCREMENTAL").and_then([&] {
    return opened.run(make_tables);
  });
}

std::string name_of(const outbox_owner& owner) {
  return "client \"" + owner.client + "\" of organization \"" + owner.organization_id + '"';
}

/// Whether it is the outbox of `owner`; one that has no owner yet gets this one.
database_result<void> check_owner(database& opened, const outbox_owner& owner) {
  auto query = opened.prepare("SELECT client, organization_id FROM owner");
  if (!query)
    return tl::unexpected(std::move(query.error()));
  const auto has_owner = query->step();
  if (!has_owner)
    return tl::unexpected(has_owner.error());
  if (!*has_owner)
    return opened.prepare("INSERT INTO owner VALUES (?, ?)").and_then([&](statement insert) {
      return insert.bind(owner.client).bind(owner.organization_id).run();
    });
  const outbox_owner known{.client = std::string(query->text(0)),
                           .organization_id = std::string(query->text(1))};
  if (known == owner)
    return {};
  return tl::unexpected(database_error{
    database_trouble::foreign, "it belongs to " + name_of(known) + ", not to " + name_of(owner)});
}

} // namespace

database_result<outbox_store> outbox_store::open(const std::string& file, outbox_sync sync,
                                                 const std::optional<outbox_owner>& owner) {
  return database::open(file, patience)
    .and_then([&](database&& opened) -> database_result<outbox_store> {
      outbox_store store(std::move(opened), file);
      if (auto begun = store.begin(sync, owner); !begun)
        return tl::unexpected(std::move(begun.error()));
      return store;
    });
}

database_result<void> outbox_store::begin(outbox_sync sync,
                                          const std::optional<outbox_owner>& owner) {
  auto known = recognise(database_);
  if (known && owner)
    known = check_owner(database_, *owner);
  if (!known)
    return known;
  auto checked = database_.text("PRAGMA quick_check(1)");
  if (!checked)
    return tl::unexpected(std::move(checked.error()));
  if (*checked != "ok")
    return damaged(std::move(*checked));
  auto mode = database_.text("PRAGMA journal_mode = WAL");
  if (!mode)
    return tl::unexpected(std::move(mode.error()));
  // Without a log every change waits for the disk; with one, NORMAL waits only to clear it.
  auto tuned = database_.run(sync == outbox_sync::power_loss ? "PRAGMA synchronous = FULL"
                                                             : "PRAGMA synchronous = NORMAL");
  if (tuned)
    tuned = database_.run("PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432");
  if (!tuned)
    return tuned;

  auto prepare = [&](statement& into, std::string_view sql) {
    return database_.prepare(sql).map([&](statement&& made) { into = std::move(made); });
  };
  statement sums;
  auto prepared = prepare(insert_, "INSERT INTO notification VALUES (?, ?, ?, ?, ?, ?, ?)");
  if (prepared)
    prepared = prepare(delete_, "DELETE FROM notification WHERE number = ? RETURNING size");
  if (prepared)
    prepared = prepare(select_, "SELECT number, id, stored_at, is_report, call, notification "
                                "FROM notification WHERE number > ? ORDER BY number");
  if (prepared)
    prepared = prepare(oldest_, "SELECT stored_at FROM notification ORDER BY number LIMIT 1");
  if (prepared)
    prepared = prepare(sums, "SELECT count(*), total(size), max(number) FROM notification");
  if (!prepared)
    return prepared;
  auto summed = sums.step();
  if (!summed)
    return tl::unexpected(std::move(summed.error()));
  contents_ = {.count = static_cast<std::size_t>(sums.integer(0)),
               .size = static_cast<std::uint64_t>(std::max<std::int64_t>(sums.integer(1), 0)),
               .next = sums.integer(2) + 1};
  return {};
}

database_result<void> outbox_store::write(std::span<delivery::stored_call> added,
                                          std::span<const number> removed) {
  std::uint64_t more = 0;
  for (auto& call : added)
    more += size_of(call);
  if (more > 0 && !has_room_on_disk(more) && !(make_room_on_disk() && has_room_on_disk(more)))
    return tl::unexpected(database_error{database_trouble::no_room, "the disk is almost full"});
  const auto change = [&]() -> database_result<void> {
    for (auto which : removed)
      if (auto done = remove(which); !done)
        return done;
    for (auto& call : added)
      if (auto done = add(call); !done)
        return done;
    return {};
  };
  auto done = in_transaction(change);
  if (!done && done.error().trouble == database_trouble::no_room && make_room_on_disk())
    done = in_transaction(change);
  return done;
}

database_result<std::size_t> outbox_store::clear() {
  const auto count = contents_.count;
  return in_transaction([&] {
           contents_ = {.next = contents_.next};
           return database_.run("DELETE FROM notification");
         })
    .map([&] {
      make_room_on_disk();
      return count;
    });
}

database_result<outbox_store::excerpt> outbox_store::read_after(number last, std::size_t at_most) {
  excerpt read;
  std::uint64_t bytes = 0;
  std::size_t count = 0;
  select_.reset();
  select_.bind(last);
  for (;;) {
    auto more = select_.step();
    if (!more) {
      select_.reset();
      return tl::unexpected(std::move(more.error()));
    }
    read.is_end = !*more;
    if (read.is_end || count == at_most || bytes > max_excerpt_bytes)
      break;
    const auto text = select_.text(4);
    const bool is_report = select_.integer(3) != 0;
    const delivery::wall_time stored_at{std::chrono::milliseconds(select_.integer(2))};
    if (read.calls.empty() || read.calls.back().text != text
        || read.calls.back().is_report != is_report || read.calls.back().stored_at != stored_at)
      read.calls.push_back(
        {.text = std::string(text), .is_report = is_report, .stored_at = stored_at});
    auto& call = read.calls.back();
    call.notifications.push_back({.number = select_.integer(0),
                                  .id = std::string(select_.text(1)),
                                  .text = std::string(select_.text(5))});
    bytes += size_of_row(call, call.notifications.back());
    ++count;
  }
  select_.reset();
  return read;
}

std::int64_t outbox_store::oldest() {
  oldest_.reset();
  const auto any = oldest_.step();
  const auto stored_at = any && *any ? oldest_.integer(0) : 0;
  oldest_.reset();
  return stored_at;
}

std::uint64_t outbox_store::size_of(const delivery::stored_call& call) noexcept {
  std::uint64_t size = 0;
  for (auto& each : call.notifications)
    size += size_of_row(call, each);
  return size;
}

void outbox_store::continue_with(number next) noexcept {
  contents_.next = std::max(contents_.next, next);
}

database_result<void> outbox_store::add(delivery::stored_call& call) {
  for (auto& each : call.notifications) {
    const auto size = size_of_row(call, each);
    each.number = contents_.next;
    insert_.reset();
    insert_.bind(each.number)
      .bind(each.id)
      .bind(delivery::milliseconds_since_epoch(call.stored_at))
      .bind(call.is_report ? 1 : 0)
      .bind(call.text)
      .bind(each.text)
      .bind(static_cast<std::int64_t>(size));
    auto done = insert_.run();
    insert_.reset();
    if (!done)
      return done;
    contents_ = {contents_.count + 1, contents_.size + size, contents_.next + 1};
  }
  return {};
}

database_result<void> outbox_store::remove(number which) {
  delete_.reset();
  delete_.bind(which);
  auto was_there = delete_.step();
  if (was_there && *was_there) {
    contents_.size -= std::min(contents_.size, static_cast<std::uint64_t>(delete_.integer(0)));
    contents_.count -= std::min<std::size_t>(contents_.count, 1);
  }
  delete_.reset();
  return was_there.map([](bool) {});
}

bool outbox_store::has_room_on_disk(std::uint64_t more) const {
  struct statvfs disk {};
  struct stat log {};
  if (::statvfs(file_.c_str(), &disk) != 0 || disk.f_blocks == 0)
    return true; // Whoever writes will see.
  if (::stat((file_ + "-wal").c_str(), &log) != 0)
    log.st_size = 0;
  // Once for the log, and once for the database.
  return std::uint64_t(disk.f_bavail) * disk.f_frsize
         >= static_cast<std::uint64_t>(log.st_size) + 2 * more + disk_margin;
}

bool outbox_store::make_room_on_disk() {
  // In this order: to give pages back takes room in the log.
  return database_.run("PRAGMA wal_checkpoint(TRUNCATE)")
         && database_.run("PRAGMA incremental_vacuum")
         && database_.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

database_result<void>
outbox_store::in_transaction(const std::function<database_result<void>()>& change) {
  const auto before = contents_;
  auto done = database_.run("BEGIN IMMEDIATE");
  if (done)
    done = change();
  if (done)
    done = database_.run("COMMIT");
  if (done)
    return done;
  contents_ = before;
  if (database_.is_in_transaction()) // Some failures end it.
    static_cast<void>(database_.run("ROLLBACK"));
  return done;
}

} // namespace target_sdk::detail
