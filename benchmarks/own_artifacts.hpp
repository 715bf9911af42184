// Artifacts for benchmarks where no published ones are at hand.
#pragma once

#include <string>

namespace target_sdk::benchmarks {

std::string own_two_mboxes();
std::string own_page_load();
std::string own_views();
/// About 150 rules with long audiences.
std::string own_large();
/// So many activities of two experiences each, ten to an mbox `mbox-N`; with `in_one_page` all of
/// them are of the page load.
std::string own_artifact_of(int activities, bool in_one_page);

} // namespace target_sdk::benchmarks
