#include <target_sdk/logging.hpp>

namespace target_sdk {

void log_sink::operator()(log_level level, std::string_view line) const noexcept {
  if (!enabled(level))
    return;
  try {
    write(level, line);
  } catch (...) {
    // A log sink that throws must not fail a call.
  }
}

} // namespace target_sdk
