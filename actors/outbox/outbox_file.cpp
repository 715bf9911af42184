#include "actors/outbox/outbox_file.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace target_sdk::detail {
namespace {

namespace fs = std::filesystem;

/// What SQLite puts beside a database.
constexpr std::array<const char*, 3> companions = {"-wal", "-shm", "-journal"};

tl::unexpected<error> refuse(const std::string& file, const std::string& why) {
  return fail(error_kind::invalid_configuration, "outbox.file: " + file + ": " + why);
}

tl::unexpected<error> refuse(const std::string& file, const database_error& why) {
  return refuse(file, why.trouble == database_trouble::in_use
                        ? "another client or another process uses it"
                        : why.message);
}

/// What stands at a path; nothing: no file.
std::optional<struct stat> look_at(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0)
    return std::nullopt;
  return found;
}

/// The file itself, where a link leads; SQLite's companions are beside it.
std::string whole_path(const std::string& file) {
  std::error_code failed;
  auto path = fs::weakly_canonical(fs::absolute(file, failed), failed);
  return failed ? file : path.string();
}

/// Makes the file if there is none, and has it for its owner alone. An existing one is not opened:
/// closing it again would end the lock of another client of this process.
result<void> make_ready(const std::string& path) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made >= 0) {
    ::close(made);
    return {};
  }
  if (errno != EEXIST)
    return refuse(path, std::strerror(errno));
  const auto found = look_at(path);
  if (!found)
    return refuse(path, std::strerror(errno));
  if (S_ISDIR(found->st_mode))
    return refuse(path, "it is a directory");
  if (!S_ISREG(found->st_mode))
    return refuse(path, "it is not a file");
  for (const char* suffix : {"", "-wal"}) // Of another owner it stays as it is.
    if (const auto its = look_at(path + suffix); its && (its->st_mode & 077) != 0)
      static_cast<void>(::chmod((path + suffix).c_str(), its->st_mode & 0700));
  return {};
}

/// Damage that SQLite does not see: it would delete a log without a file, and take a file that ends
/// in the middle of a page for whole, or for a new one. Nothing: it looks well.
std::optional<database_error> find_remains(const std::string& path) {
  constexpr off_t smallest_page = 512;
  const auto head = look_at(path);
  const auto log = look_at(path + "-wal");
  const auto size = head && S_ISREG(head->st_mode) ? head->st_size : 0;
  if (size == 0 && log && log->st_size > 0)
    return database_error{database_trouble::damaged, "its main file is missing or empty"};
  // With a log the end may be on its way.
  if (size % smallest_page != 0 && !look_at(path + "-journal") && !(log && log->st_size > 0))
    return database_error{database_trouble::damaged, "its end is missing, or it is no database"};
  return std::nullopt;
}

/// A free name: `FILE.damaged-20260131T235959Z`, and perhaps a number.
std::string name_beside(const std::string& path) {
  const auto now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 32> stamp{};
  std::strftime(stamp.data(), stamp.size(), ".damaged-%Y%m%dT%H%M%SZ", &utc);
  const auto wanted = path + stamp.data();
  auto name = wanted;
  for (int i = 2; look_at(name) || look_at(name + "-wal"); ++i)
    name = wanted + '-' + std::to_string(i);
  return name;
}

/// Gives the file that was looked at before another name, with its companions. Not one that another
/// process put there meanwhile.
result<std::string> set_aside(const std::string& path, const std::optional<struct stat>& before) {
  const auto now = look_at(path);
  if (now && before && (now->st_ino != before->st_ino || now->st_dev != before->st_dev))
    return refuse(path, "another client or another process uses it");
  const auto name = name_beside(path);
  if (::rename(path.c_str(), name.c_str()) != 0 && errno != ENOENT)
    return refuse(path,
                  std::string("it is damaged, and cannot be renamed: ") + std::strerror(errno));
  for (const char* suffix : companions)
    static_cast<void>(::rename((path + suffix).c_str(), (name + suffix).c_str()));
  return name;
}

} // namespace

result<opened_outbox> open_outbox_file(const outbox_options& options, const outbox_owner& owner) {
  const auto path = whole_path(options.file);
  std::optional<outbox_damaged> damaged;
  // A new file is not damaged, unless the disk is: that is told at the second time.
  for (int attempt = 0;; ++attempt) {
    const auto before = look_at(path);
    auto problem = find_remains(path);
    if (!problem) {
      if (auto ready = make_ready(path); !ready)
        return tl::unexpected(std::move(ready.error()));
      auto store = outbox_store::open(path, options.sync, owner);
      if (store)
        return opened_outbox{.store = std::move(*store), .damaged = std::move(damaged)};
      problem = std::move(store.error());
    }
    if (problem->trouble != database_trouble::damaged || attempt > 0)
      return refuse(path, *problem);
    auto name = set_aside(path, before);
    if (!name)
      return tl::unexpected(std::move(name.error()));
    damaged = {.file = std::move(*name),
               .error = {.kind = error_kind::invalid_configuration,
                         .message = "outbox.file: " + path + ": " + problem->message}};
  }
}

result<outbox_store> open_existing_outbox(const std::string& file) {
  const auto path = whole_path(file);
  const auto found = look_at(path);
  if (!found)
    return refuse(file, std::strerror(errno));
  if (!S_ISREG(found->st_mode))
    return refuse(file, "it is not a file");
  if (const auto remains = find_remains(path))
    return refuse(file, *remains);
  return outbox_store::open(path, outbox_sync::process_kill, std::nullopt)
    .map_error([&](database_error&& why) { return refuse(file, why).value(); });
}

} // namespace target_sdk::detail
