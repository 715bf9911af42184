// A row of the outbox and two notifications of it, between NUL bytes: a file that someone wrote to
// loses what cannot be read, and no more.
#include <target_sdk/models/serialization.hpp>

#include "delivery/stored_call.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace target_sdk;
using fuzz::require;

delivery::stored_call stored_of(std::vector<std::string> parts) {
  delivery::stored_call stored{.text = std::move(parts[0])};
  stored.notifications.push_back({.number = 1, .text = std::move(parts[1])});
  stored.notifications.push_back({.number = 2, .text = std::move(parts[2])});
  return stored;
}

/// What is read can be kept again: a process that ends before it is sent writes it no worse.
void check_again(send_notifications call) {
  auto stored = delivery::to_stored(call, true, {});
  const auto count = stored.notifications.size();
  call.headers.geo.clear(); // Not kept.
  const auto again = delivery::from_stored(std::move(stored));
  require(again.unreadable.empty() && again.numbers.size() == count, "all of it is read again");
  require(again.call == call, "a call that is kept is the call that was");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto restored = delivery::from_stored(stored_of(fuzz::parts(data, size, 3)));
  require(restored.numbers.size() + restored.unreadable.size() == 2, "none is lost unseen");
  require(restored.call.request.notifications.size() >= restored.numbers.size(),
          "each number has its notification");
  if (restored.unreadable.size() < 2)
    check_again(std::move(restored.call));
  return 0;
}
