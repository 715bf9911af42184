#include "tools/targetctl/edge/name_uuid.hpp"

#include <algorithm>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace target_sdk::tools::edge {

std::string name_uuid(std::string_view text) {
  const boost::uuids::name_generator_sha1 generate(boost::uuids::ns::oid());
  auto digits = boost::uuids::to_string(generate(text.data(), text.size()));
  digits.erase(std::remove(digits.begin(), digits.end(), '-'), digits.end());
  return digits;
}

} // namespace target_sdk::tools::edge
