#include <cstdint>

#include <target_sdk/error.hpp>

namespace target_sdk {

std::string_view to_string(error_kind kind) noexcept {
  switch (kind) {
  case error_kind::invalid_configuration: return "invalid_configuration";
  case error_kind::invalid_request: return "invalid_request";
  case error_kind::not_ready: return "not_ready";
  case error_kind::transport: return "transport";
  case error_kind::timeout: return "timeout";
  case error_kind::http_status: return "http_status";
  case error_kind::malformed_response: return "malformed_response";
  case error_kind::overloaded: return "overloaded";
  case error_kind::cancelled: return "cancelled";
  case error_kind::shutting_down: return "shutting_down";
  case error_kind::unavailable: return "unavailable";
  }
  return "unknown";
}

std::string to_string(const error& err) {
  std::string out(to_string(err.kind));
  if (err.http_status != 0)
    out += " (" + std::to_string(err.http_status) + ")";
  if (!err.message.empty())
    out += ": " + err.message;
  if (!err.request_id.empty())
    out += " requestId=" + err.request_id;
  if (err.attempts != 0)
    out += " attempts=" + std::to_string(err.attempts);
  if (!err.session_id.empty())
    out += " session=" + hashed(err.session_id);
  // One line, whatever a server put into its message.
  for (auto& character : out)
    if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f)
      character = ' ';
  return out;
}

std::string hashed(std::string_view identifier) {
  // FNV-1a, then the finalizer of SplitMix64, of which 48 bits are shown.
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const auto byte : identifier)
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  hash ^= hash >> 31;
  constexpr char digits[] = "0123456789abcdef";
  std::string out(12, '0');
  for (auto at = out.rbegin(); at != out.rend(); ++at, hash >>= 4)
    *at = digits[hash & 15];
  return out;
}

} // namespace target_sdk
