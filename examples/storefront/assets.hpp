// The files of the shop, read once at the start: templates, catalogue, style and pictures.
#pragma once

#include <map>
#include <string>

#include <target_sdk/error.hpp>

#include "html_template.hpp"
#include "web/messages.hpp"

namespace storefront {

struct shop_assets {
  html_template layout = {};
  html_template home = {};
  html_template list = {};
  html_template product = {};
  html_template card = {};
  html_template problem = {};
  html_template target_state = {};
  std::string products = {};                     ///< JSON text.
  std::map<std::string, web::answer> files = {}; ///< By path, as in `/style.css`.
};

/// Errors (`invalid_configuration`) name the file.
[[nodiscard]] target_sdk::result<shop_assets> load_assets(const std::string& directory);

} // namespace storefront
