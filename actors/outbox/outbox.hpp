// The outbox actor: keeps notifications in a file, so that they outlive the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <caf/all.hpp>

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "actors/outbox/outbox_file.hpp"

namespace target_sdk::detail {

/// State and behavior of the outbox actor. The file is opened, used and closed on its thread.
///
/// What arrives while it writes is written together, in one transaction: it sends itself
/// `write_outbox`, which comes after all that waits in its mailbox.
class outbox_state {
public:
  static inline const char* name = "target_sdk.outbox";

  explicit outbox_state(outbox_actor::pointer self) : self_(self) {}

  outbox_actor::behavior_type behavior(settings_ptr settings);

private:
  using promise = caf::typed_response_promise<call_stored>;

  result<void> open();
  void take(store_call& ask, promise told);
  /// Writes when all that waits in the mailbox has come, or later what nobody waits for.
  void write_soon();
  void write_later();
  /// Writes what has come, and answers.
  void write();
  /// Refuses those for which there is no room, the youngest first.
  void refuse_excess();
  /// The same for all, because the disk fails.
  void refuse_all(const database_error& why);
  /// Writes to the disk. A file that turns out to be damaged is replaced by a new one.
  database_result<void> write_to_disk();
  calls_loaded load(const load_calls& ask);
  /// Opens the file again; a damaged one is set aside, and a new one begun.
  result<void> begin_anew();
  /// Tells that the file was damaged, as soon as there is somebody to tell.
  void raise_damage();
  /// Tells what the file holds now.
  void show();
  void tell_of_disk(const std::string* trouble);
  void close();

  outbox_actor::pointer self_;
  settings_ptr settings_;
  router_actor router_;
  std::optional<outbox_store> store_;
  std::optional<outbox_damaged> damaged_; ///< Not told yet.
  std::vector<delivery::stored_call> arrived_;
  std::vector<promise> senders_; ///< Of those that have arrived, in the same order.
  std::size_t arrived_count_ = 0;
  std::vector<std::int64_t> removed_;
  std::int64_t next_number_ = 1;    ///< Of a file that takes the place of another.
  std::uint64_t round_ = 0;         ///< Of the next write.
  bool writes_soon_ = false;        ///< It was asked for.
  bool writes_later_ = false;       ///< The same.
  bool is_disk_in_trouble_ = false; ///< The last write failed.
  bool is_closed_ = false;          ///< For good.
};

/// Starts the outbox actor of a client and opens its file. Waits for that. Errors: those of the
/// file.
result<outbox_actor> spawn_outbox(caf::actor_system& system, settings_ptr settings);

} // namespace target_sdk::detail
