// Pages as HTML: pure functions of what a page is made of.
#pragma once

#include <string>

#include "assets.hpp"
#include "page_content.hpp"

namespace storefront {

/// The page, or 404 for a product that is not there, or 500 without a catalogue. Whatever Target
/// failed to answer is default content.
web::answer page_answer(const shop_assets& assets, const page_content& content);

/// A page that says what went wrong.
web::answer problem_page(const shop_assets& assets, int status, const std::string& what);

} // namespace storefront
