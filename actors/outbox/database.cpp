#include "actors/outbox/database.hpp"

#include <utility>

#include <sqlite3.h>

#include "actors/process_life.hpp"

namespace target_sdk::detail {
namespace {

database_trouble trouble_of(int code) noexcept {
  switch (code & 0xFF) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED: return database_trouble::in_use;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB: return database_trouble::damaged;
  case SQLITE_CANTOPEN:
  case SQLITE_PERM:
  case SQLITE_AUTH:
  case SQLITE_READONLY: return database_trouble::unusable;
  default: return database_trouble::no_room;
  }
}

tl::unexpected<database_error> failure(sqlite3* handle, int code) {
  // The text of the connection says more, if it is about this failure.
  const char* text = handle && (sqlite3_errcode(handle) & 0xFF) == (code & 0xFF)
                       ? sqlite3_errmsg(handle)
                       : sqlite3_errstr(code);
  return tl::unexpected(database_error{trouble_of(code), text});
}

/// Whether something was made by the parent of this process, which was forked since then.
template <class Handle>
bool is_parents(const Handle& handle) noexcept {
  return handle.get_deleter().forks != fork_count();
}

tl::unexpected<database_error> fail_as_parents() {
  return tl::unexpected(
    database_error{database_trouble::unusable, "it was opened before fork, by the parent process"});
}

} // namespace

// -- statements -----------------------------------------------------------------------------------

statement::statement(sqlite3_stmt* prepared) noexcept
  : prepared_(prepared, {.forks = fork_count()}) {
}

void statement::finalize::operator()(sqlite3_stmt* prepared) const noexcept {
  if (forks != fork_count())
    return;
  const library_call call;
  sqlite3_finalize(prepared);
}

statement& statement::bind(std::int64_t value) {
  const library_call call;
  sqlite3_bind_int64(prepared_.get(), ++bound_, value);
  return *this;
}

statement& statement::bind(std::string_view text) {
  const library_call call;
  sqlite3_bind_text64(prepared_.get(), ++bound_, text.data() ? text.data() : "", text.size(),
                      SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

database_result<bool> statement::step() {
  if (is_parents(prepared_))
    return fail_as_parents();
  const library_call call;
  const int code = sqlite3_step(prepared_.get());
  if (code == SQLITE_ROW)
    return true;
  if (code == SQLITE_DONE)
    return false;
  return failure(sqlite3_db_handle(prepared_.get()), code);
}

database_result<void> statement::run() {
  for (;;) {
    auto more = step();
    if (!more)
      return tl::unexpected(std::move(more.error()));
    if (!*more)
      return {};
  }
}

void statement::reset() noexcept {
  if (is_parents(prepared_))
    return;
  const library_call call;
  sqlite3_reset(prepared_.get());
  sqlite3_clear_bindings(prepared_.get());
  bound_ = 0;
}

std::int64_t statement::integer(int column) const {
  return sqlite3_column_int64(prepared_.get(), column);
}

std::string_view statement::text(int column) const {
  const library_call call;
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(prepared_.get(), column));
  return text ? std::string_view(text, size) : std::string_view();
}

// -- the database ---------------------------------------------------------------------------------

database::database(sqlite3* handle) noexcept : handle_(handle, {.forks = fork_count()}) {
}

void database::close::operator()(sqlite3* handle) const noexcept {
  if (forks != fork_count()) {
    keep_for_ever(handle);
    return;
  }
  const library_call call;
  sqlite3_close_v2(handle);
}

database_result<database> database::open(const std::string& file,
                                         std::chrono::milliseconds patience) {
  prepare_for_fork();
  if (is_library_torn())
    return tl::unexpected(database_error{
      database_trouble::unusable, "this process was forked while another outbox was written"});
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int code = SQLITE_OK;
  {
    const library_call call;
    code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    if (code == SQLITE_OK)
      sqlite3_busy_timeout(handle, static_cast<int>(patience.count()));
  }
  database opened(handle);
  if (code != SQLITE_OK)
    return failure(handle, code);
  // Before anything is read: then there is no shared memory beside the file either.
  if (auto locked = opened.text("PRAGMA locking_mode = EXCLUSIVE"); !locked)
    return tl::unexpected(std::move(locked.error()));
  return opened;
}

database_result<void> database::run(const char* sql) {
  if (is_parents(handle_))
    return fail_as_parents();
  const library_call call;
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    return failure(handle_.get(), code);
  return {};
}

database_result<statement> database::prepare(std::string_view sql) {
  if (is_parents(handle_))
    return fail_as_parents();
  sqlite3_stmt* prepared = nullptr;
  const library_call call;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code == SQLITE_OK)
    return statement(prepared);
  auto failed = failure(handle_.get(), code);
  if (code == SQLITE_ERROR) // The statement is ours: tables or columns are missing.
    failed.value().trouble = database_trouble::damaged;
  return failed;
}

bool database::is_in_transaction() const noexcept {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

database_result<std::int64_t> database::integer(std::string_view sql) {
  return prepare(sql).and_then([](statement query) -> database_result<std::int64_t> {
    return query.step().map([&](bool has_row) { return has_row ? query.integer(0) : 0; });
  });
}

database_result<std::string> database::text(std::string_view sql) {
  return prepare(sql).and_then([](statement query) -> database_result<std::string> {
    return query.step().map(
      [&](bool has_row) { return std::string(has_row ? query.text(0) : ""); });
  });
}

} // namespace target_sdk::detail
