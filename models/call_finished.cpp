#include <target_sdk/call_finished.hpp>

namespace target_sdk {

std::string_view to_string(call_kind kind) noexcept {
  switch (kind) {
  case call_kind::offers: return "offers";
  case call_kind::attributes: return "attributes";
  case call_kind::notifications: return "notifications";
  case call_kind::decision: return "decision";
  }
  return {};
}

std::string_view to_string(call_side side) noexcept {
  switch (side) {
  case call_side::none: return "none";
  case call_side::on_device: return "on_device";
  case call_side::server: return "server";
  case call_side::gateway: return "gateway";
  }
  return {};
}

} // namespace target_sdk
