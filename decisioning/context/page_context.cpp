#include "decisioning/context/page_context.hpp"

#include "decisioning/values/js_string.hpp"

namespace target_sdk::decisioning {

std::string_view page_context::part(std::size_t part, scratch& memory) {
  if (part < page_part_count)
    return plain_part(part, memory);
  const auto plain = part - page_part_count;
  if ((is_lowered_ & 1u << plain) == 0) {
    lower_[plain] = to_lower(plain_part(plain, memory), memory);
    is_lowered_ |= 1u << plain;
  }
  return lower_[plain];
}

std::string_view page_context::plain_part(std::size_t part, scratch& memory) {
  if (part == 0)
    return url_;
  if (!is_split_) {
    parts_ = split_url(url_);
    is_split_ = true;
  }
  if (part >= 4 && !is_host_split_) {
    host_ = split_host(parts_.host, memory);
    is_host_split_ = true;
  }
  switch (part) {
  case 1: return parts_.path;
  case 2: return parts_.query;
  case 3: return parts_.fragment;
  case 4: return host_.domain;
  case 5: return host_.subdomain;
  default: return host_.top_level_domain;
  }
}

} // namespace target_sdk::decisioning
