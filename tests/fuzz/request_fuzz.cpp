// The JSON of a request, as callers hand it over: read, it is written as it was, and says the same
// to whoever reads it again.
#include <target_sdk/models/serialization.hpp>

#include "delivery/prepare.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace target_sdk;
using fuzz::require;

void check_request(const delivery_request& request, read_mode mode) {
  const auto written = to_json(request);
  const auto from_value = from_json<delivery_request>(written, {.mode = mode});
  require(from_value && *from_value == request, "a request that is written is read again");
  const auto text = to_json_text(request);
  const auto from_text = from_json_text<delivery_request>(text, {.mode = mode});
  require(from_text && *from_text == request, "its text says the same");
  require(to_json_text(*from_text) == text, "written again, it is the same text");
  const auto parsed = json::parse(text);
  require(parsed && *parsed == written, "its value and its text are the same JSON");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::bytes(data, size);
  const std::string_view text(input.data(), input.size());
  for (const auto mode : {read_mode::request, read_mode::answer}) {
    const auto read = from_json_text<delivery_request>(text, {.mode = mode});
    if (!read) {
      require(!read.error().message.empty(), "who is refused learns why");
      continue;
    }
    check_request(*read, mode);
    const auto valid = validate(*read);
    require(valid || !valid.error().message.empty(), "who is refused learns why");
    for (const auto kind : {delivery::call_kind::offers, delivery::call_kind::notifications})
      static_cast<void>(delivery::check(*read, {}, kind, false));
  }
  return 0;
}
