// Where an outbox lies: making its file, and setting a damaged one aside.
#pragma once

#include <optional>
#include <string>

#include <target_sdk/client_options.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/events.hpp>

#include "actors/outbox/outbox_store.hpp"

namespace target_sdk::detail {

/// An outbox that was opened.
struct opened_outbox {
  outbox_store store;
  /// What lay there before and could not be read; it has another name now.
  std::optional<outbox_damaged> damaged = {};
};

/// Opens the outbox of `options`, which is made if there is none: its files are for the user of the
/// process alone. A damaged file gets another name, and a new one is made. Errors
/// (`invalid_configuration`, naming `outbox.file`): it is in use, of another owner, no file, or
/// cannot be opened.
[[nodiscard]] result<opened_outbox> open_outbox_file(const outbox_options& options,
                                                     const outbox_owner& owner);

/// Opens the outbox of a file for a look into it, whoever owns it: nothing is made or set aside.
/// Errors
/// (`invalid_configuration`) name the file.
[[nodiscard]] result<outbox_store> open_existing_outbox(const std::string& file);

} // namespace target_sdk::detail
