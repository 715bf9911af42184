#include "models/place_texts.hpp"

#include <optional>
#include <string>

namespace target_sdk::detail {

void omit_empty_texts(geo& place) {
  for (auto* text :
       {&place.ip_address, &place.country_code, &place.state_code, &place.city, &place.zip})
    if (*text && (*text)->empty())
      text->reset();
}

} // namespace target_sdk::detail
