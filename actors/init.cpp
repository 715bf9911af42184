#include <target_sdk/actors.hpp>

#include <string>
#include <typeinfo>

namespace target_sdk {

void init([[maybe_unused]] caf::actor_system_config& config) {
#if TARGET_SDK_CAF_0_17
  // Each system has its own table of types. What it knows already stays as it is.
  config.add_message_types<caf::id_block::target_sdk>();
  config.add_error_category(compat::error_category, [](std::uint8_t code, caf::atom_value category,
                                                       const caf::message& context) {
    return to_string(to_error(caf::error(code, category, context)));
  });
#else
  // One table for all systems. CAF leaves alone what was registered before.
  caf::init_global_meta_objects<caf::id_block::target_sdk>();
  caf::core::init_global_meta_objects();
#endif
}

bool compat::is_initialised([[maybe_unused]] const caf::actor_system& system) {
#if TARGET_SDK_CAF_0_17
  return system.types().portable_name(0, &typeid(get_offers)) != system.types().default_type_name();
#else
  return true; // CAF stops a program that makes a system without.
#endif
}

} // namespace target_sdk
