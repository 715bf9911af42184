#include "actors/client/background_call.hpp"

#include <utility>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {

void ask_in_background(router_actor::pointer self, const settings_ptr& settings,
                       const worker_list& workers, std::function<void(const offers*)> then) {
  get_offers empty{.request = {.context = context{.channel = channel_type::web}}};
  auto record = accept_call(*settings, delivery::call_kind::offers, std::move(empty));
  record->must_be_remote = true;
  record->is_background = true;
  auto& worker = worker_of(record->id, workers);
  request_from(self, worker, start_offers_call{.record = std::move(record)})
    .then([then](const offers& answer) { then(&answer); },
          [then, settings](caf::error& err) {
            then(nullptr);
            settings->options.logger(log_level::info,
                                     "a background call failed: " + to_string(to_error(err)));
          });
}

} // namespace target_sdk::detail
