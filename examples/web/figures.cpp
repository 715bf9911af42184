#include "web/figures.hpp"

#ifdef WITH_PROMETHEUS
#include <target_sdk/prometheus.hpp>
#endif

namespace web {

#ifdef WITH_PROMETHEUS

answer figures_answer(const target_sdk::client& of) {
  return {.status = 200,
          .headers = {{"Content-Type", std::string(target_sdk::metrics_content_type)},
                      {"Cache-Control", "no-store"}},
          .body = target_sdk::metrics_text(of)};
}

#else

answer figures_answer(const target_sdk::client&) {
  return text_answer(501, "This was built without prometheus-cpp.");
}

#endif

} // namespace web
