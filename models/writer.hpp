// Writes models as JSON text by their descriptions.
#pragma once

#include "models/description.hpp"

namespace target_sdk::detail {

/// Appends the JSON text of a model: present members only, in the order of its description.
void append_model(text_buffer& out, const model_description& description, const void* model);

} // namespace target_sdk::detail
