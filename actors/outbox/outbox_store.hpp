// What an outbox holds: notifications in a database file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <target_sdk/client_options.hpp>

#include "actors/outbox/database.hpp"
#include "delivery/stored_call.hpp"

namespace target_sdk::detail {

/// Whose notifications an outbox holds. Those of others would be counted for the wrong client.
struct outbox_owner {
  std::string client = {}; ///< The client code.
  std::string organization_id = {};

  bool operator==(const outbox_owner&) const = default;
};

/// An open outbox. Of one thread; all of it waits for the disk.
class outbox_store {
public:
  using number = std::int64_t;

  /// Opens a file that exists; an empty one becomes an outbox. One that is no outbox of this
  /// version is `damaged`, and one of another owner is `foreign`: neither is changed. The first
  /// owner that opens it keeps it; without one, whoever owns it does not matter. All of it is read:
  /// contradictions are found here.
  static database_result<outbox_store> open(const std::string& file, outbox_sync sync,
                                            const std::optional<outbox_owner>& owner);

  /// Adds calls, whose notifications get their numbers, and removes notifications: all of it, or
  /// nothing. What is added is safe when this has returned, as far as `sync` says. It is refused
  /// (`no_room`) while there is still room on the disk to remove what was added before.
  database_result<void> write(std::span<delivery::stored_call> added,
                              std::span<const number> removed);
  /// Removes all notifications; says how many there were.
  database_result<std::size_t> clear();

  /// A part of the content.
  struct excerpt {
    std::vector<delivery::stored_call> calls = {};
    bool is_end = true; ///< There is nothing behind it.
  };
  /// The oldest with numbers above `last`: at most so many notifications, and fewer if they are
  /// large.
  database_result<excerpt> read_after(number last, std::size_t at_most);

  /// Notifications in the file.
  std::size_t count() const noexcept { return contents_.count; }
  /// Bytes that they take in it, about.
  std::uint64_t size() const noexcept { return contents_.size; }
  /// When the oldest notification was stored: milliseconds since the epoch; 0 without one.
  std::int64_t oldest();
  /// Bytes that a call would take.
  static std::uint64_t size_of(const delivery::stored_call& call) noexcept;
  /// The number of the next one.
  number next_number() const noexcept { return contents_.next; }
  /// Begins with a higher one, for a file that takes the place of another.
  void continue_with(number next) noexcept;

private:
  struct totals {
    std::size_t count = 0;
    std::uint64_t size = 0;
    number next = 1;
  };

  outbox_store(database&& opened, std::string file)
    : file_(std::move(file)),
      database_(std::move(opened)) {}
  /// Reads what there is, and prepares what is done with it.
  database_result<void> begin(outbox_sync sync, const std::optional<outbox_owner>& owner);
  database_result<void> add(delivery::stored_call& call);
  database_result<void> remove(number which);
  database_result<void> in_transaction(const std::function<database_result<void>()>& change);
  /// Whether so many more bytes leave enough on the disk to move the log into the database.
  bool has_room_on_disk(std::uint64_t more) const;
  /// Moves the log into the database, and gives the disk back what neither needs; false when there
  /// is no room for that.
  bool make_room_on_disk();

  std::string file_;
  database database_;
  statement insert_;
  statement delete_;
  statement select_;
  statement oldest_;
  totals contents_;
};

} // namespace target_sdk::detail
