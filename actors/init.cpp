#include <string>
#include <typeinfo>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>

#include "actors/messages.hpp"
#include "actors/name_found.hpp"

namespace target_sdk {

#if !TARGET_SDK_CAF_0_17
static_assert(caf::id_block::target_sdk_private::end <= caf::id_block::target_sdk_pool::begin);
#endif

void init([[maybe_unused]] caf::actor_system_config& config) {
#if TARGET_SDK_CAF_0_17
  // Each system has its own table of types. Types it already knows stay unchanged.
  config.add_message_types<caf::id_block::target_sdk>();
  config.add_error_category(compat::error_category, [](std::uint8_t code, caf::atom_value category,
                                                       const caf::message& context) {
    return to_string(to_error(caf::error(code, category, context)));
  });
#else
  init();
#endif
}

#if TARGET_SDK_CAF_0_17
void init() {
}
#else
void init() {
  // CAF ignores types that are already registered.
  caf::core::init_global_meta_objects();
  caf::init_global_meta_objects<caf::id_block::target_sdk>();
  caf::init_global_meta_objects<caf::id_block::target_sdk_local>();
  caf::init_global_meta_objects<caf::id_block::target_sdk_private>();
  caf::init_global_meta_objects<caf::id_block::target_sdk_pool>();
}
#endif

bool compat::is_initialised([[maybe_unused]] const caf::actor_system& system) {
#if TARGET_SDK_CAF_0_17
  return system.types().portable_name(0, &typeid(get_offers)) != system.types().default_type_name();
#else
  return !caf::query_type_name(caf::type_id_v<get_offers>).empty();
#endif
}

} // namespace target_sdk
