#include <cstdio>
#include <string>

#include <target_sdk/logging.hpp>

namespace target_sdk {

void log_sink::operator()(log_level level, std::string_view text) const noexcept {
  if (!enabled(level))
    return;
  try {
    write(level, std::string("AT: ").append(text));
  } catch (...) {
    // A log sink that throws must not fail a call.
  }
}

log_sink log_to_stderr(log_level threshold) {
  return {.write =
            [](log_level, std::string_view line) {
              // In one piece: several threads may write at the same time.
              const auto text = std::string(line) + '\n';
              std::fwrite(text.data(), 1, text.size(), stderr);
            },
          .threshold = threshold};
}

} // namespace target_sdk
