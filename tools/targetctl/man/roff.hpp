// Text for roff, the language of manual pages.
#pragma once

#include <string>
#include <string_view>

namespace target_sdk::tools {

/// The text as it is to be read, in lines as it has them: nothing in it is a request, and hyphens
/// and quotes can be copied into a shell.
std::string roff_text(std::string_view text);

/// The same in bold or italics.
std::string roff_bold(std::string_view text);
std::string roff_italic(std::string_view text);

} // namespace target_sdk::tools
