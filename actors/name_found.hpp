// What a thread that looks up a host's name tells its pool.
#pragma once

#include <string>

#include <caf/message.hpp>
#include <caf/type_id.hpp>

#include <target_sdk/caf_compat.hpp>

namespace target_sdk::pool {

/// The end of a lookup.
struct name_found {
  std::string host = {};
  std::string addresses = {}; ///< `192.0.2.1,[2001:db8::1]`, in the resolver's order; or none.
  bool is_certain = true;     ///< Without addresses: there are none, and trying again cannot help.
  std::string reason = {};    ///< Without addresses: the resolver's words.
};

} // namespace target_sdk::pool

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(target_sdk::pool::name_found)

#if !TARGET_SDK_CAF_0_17
// The last of the 200 that are documented; those of actors/messages.hpp end before it.
CAF_BEGIN_TYPE_ID_BLOCK(target_sdk_pool, TARGET_SDK_CAF_TYPE_ID_OFFSET + 199)
CAF_ADD_TYPE_ID(target_sdk_pool, (target_sdk::pool::name_found))
CAF_END_TYPE_ID_BLOCK(target_sdk_pool)
#endif
