#include "actors/delivery/answer_reader.hpp"

#include <memory>
#include <string>
#include <utility>

#include "actors/caf_compat.hpp"
#include "delivery/interpret.hpp"

namespace target_sdk::detail {
namespace {

struct reader_state {
  static inline const char* name = "target_sdk.answer_reader";

  explicit reader_state(reader_actor::pointer) {}
};

reader_actor::behavior_type reader_behavior(stateful_home<reader_actor, reader_state>*) {
  return {
    [](read_answer& ask) {
      auto gathered = delivery::read_answer(*ask.answer);
      std::string().swap(ask.answer->body); // To free it takes long, too.
      return answer_read{.answer = std::move(ask.answer),
                         .gathered = std::make_shared<result<offers>>(std::move(gathered))};
    },
  };
}

} // namespace

reader_actor spawn_reader(caf::actor_system& system) {
  return system.spawn<caf::detached>(reader_behavior);
}

} // namespace target_sdk::detail
