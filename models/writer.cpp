#include "models/writer.hpp"

namespace target_sdk::detail {

void append_model(std::string& out, const model_description& description, const void* model) {
  out += '{';
  bool is_first = true;
  for (const auto& about : description.fields) {
    const auto* member = about.locate(model);
    if (!about.kind->is_present(member))
      continue;
    out += is_first ? about.separated_key().substr(1) : about.separated_key();
    is_first = false;
    about.kind->write(out, member);
  }
  out += '}';
}

} // namespace target_sdk::detail
