#include "delivery/packed_call.hpp"

#include <functional>
#include <string>
#include <utility>

#include <target_sdk/models/serialization.hpp>

namespace target_sdk::delivery {
namespace {

/// Of a call in the queue of notifications: the batch, and its entries in several indexes.
constexpr std::size_t memory_of_entry = 700;
/// Of a text in memory of its own.
constexpr std::size_t memory_of_block = 16;

std::size_t line_of(const send_notifications& call) {
  if (call.visit.session_id.empty() && call.visit.target_cookie.empty())
    return 0;
  auto text = call.visit.session_id + '\n' + call.visit.target_cookie + '\n';
  if (call.request.id)
    append_json_text(text, *call.request.id);
  return std::hash<std::string>{}(text) | 1;
}

} // namespace

packed_call pack(send_notifications& call, bool is_report, wall_time now) {
  return {.content = to_stored(call, is_report, now),
          .visitor = call.visit.visitor,
          .line = line_of(call)};
}

packed_call pack_stored(stored_call&& content, const send_notifications& call) {
  return {.content = std::move(content), .line = line_of(call)};
}

send_notifications unpack(const packed_call& call) {
  auto unpacked = from_stored(call.content).call;
  unpacked.visit.visitor = call.visitor;
  return unpacked;
}

std::vector<std::int64_t> numbers_of(const packed_call& call) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(call.content.notifications.size());
  for (auto& each : call.content.notifications)
    numbers.push_back(each.number);
  return numbers;
}

std::size_t memory_of(const packed_call& call) noexcept {
  auto bytes = memory_of_entry + memory_of_block + call.content.text.size();
  for (auto& each : call.content.notifications)
    bytes += sizeof each + 2 * memory_of_block + each.id.size() + each.text.size();
  return bytes;
}

} // namespace target_sdk::delivery
