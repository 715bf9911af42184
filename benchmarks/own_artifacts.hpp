// Artifacts for benchmarks where no published ones are at hand.
#pragma once

#include <string>

namespace target_sdk::benchmarks {

std::string own_two_mboxes();
std::string own_page_load();
std::string own_views();
/// About 150 rules with long audiences.
std::string own_large();

} // namespace target_sdk::benchmarks
