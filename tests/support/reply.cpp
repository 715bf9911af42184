#include "tests/support/reply.hpp"

#include <utility>

namespace target_sdk::test_support {

reply json_reply(std::string body) {
  return {.headers = {{"Content-Type", "application/json;charset=UTF-8"}}, .body = std::move(body)};
}

reply status_reply(int status) {
  return {.status = status};
}

reply stall_reply() {
  return {.cut_after = 0, .end = ending::stall};
}

reply reset_reply() {
  return {.cut_after = 0, .end = ending::reset};
}

reply truncated_reply(reply whole, std::size_t bytes) {
  whole.cut_after = bytes;
  whole.end = ending::silent_close;
  return whole;
}

reply garbage_reply(std::string bytes) {
  return {.end = ending::silent_close, .raw = std::move(bytes)};
}

} // namespace target_sdk::test_support
