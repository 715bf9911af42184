// SQLite, as much of it as the outbox needs.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace target_sdk::detail {

/// What can be done about a failure of the database.
enum class database_trouble : std::uint8_t {
  in_use,   ///< Somebody else has it open.
  damaged,  ///< It is no database, or its content contradicts itself.
  no_room,  ///< It cannot be written now: the disk is full, or fails.
  unusable, ///< It cannot be opened at all, such as for want of permission.
  foreign,  ///< What it holds is not this client's.
};

/// A failure, with SQLite's words.
struct database_error {
  database_trouble trouble = database_trouble::unusable;
  std::string message = {};
};

template <class T>
using database_result = tl::expected<T, database_error>;

/// A prepared statement. Not valid longer than its database.
class statement {
public:
  statement() = default;
  explicit statement(sqlite3_stmt* prepared) noexcept;

  /// Gives the next `?` its value. Text must stay valid until `reset`.
  statement& bind(std::int64_t value);
  statement& bind(std::string_view text);
  /// Goes on to the next row; false when there is none.
  database_result<bool> step();
  /// Goes on to the end, whatever there is.
  database_result<void> run();
  /// Makes it ready for other values.
  void reset() noexcept;

  std::int64_t integer(int column) const;
  /// Valid until the next step.
  std::string_view text(int column) const;

private:
  struct finalize {
    std::uint64_t forks; ///< When it was made: in a forked child nothing is done with it.

    void operator()(sqlite3_stmt* prepared) const noexcept;
  };
  std::unique_ptr<sqlite3_stmt, finalize> prepared_;
  int bound_ = 0;
};

/// A database file that this process alone uses while it is open. Of one thread. In a forked child
/// it fails, and is not closed: that would change the file of the parent.
class database {
public:
  /// Opens an existing file, and waits for its lock for some time. The lock is one that the kernel
  /// ties to this process: it ends with it, and a forked child does not have it.
  static database_result<database> open(const std::string& file,
                                        std::chrono::milliseconds patience);

  /// Runs statements without values.
  database_result<void> run(const char* sql);
  database_result<statement> prepare(std::string_view sql);
  bool is_in_transaction() const noexcept;
  /// The only value of a query with a number or a text for an answer.
  database_result<std::int64_t> integer(std::string_view sql);
  database_result<std::string> text(std::string_view sql);

private:
  struct close {
    std::uint64_t forks; ///< The same as in `statement`.

    void operator()(sqlite3* handle) const noexcept;
  };
  explicit database(sqlite3* handle) noexcept;

  std::unique_ptr<sqlite3, close> handle_;
};

} // namespace target_sdk::detail
