#include <target_sdk/actors.hpp>

namespace target_sdk::compat {

// Instantiations of the extern templates in actors.hpp.
#define TARGET_SDK_ASKED(Message)                                                \
  template caf::message as_message<target_sdk::Message>(target_sdk::Message &&); \
  template target_sdk::Message take_answer<target_sdk::Message>(caf::message&);
TARGET_SDK_MESSAGES(TARGET_SDK_ASKED)
#undef TARGET_SDK_ASKED

} // namespace target_sdk::compat
