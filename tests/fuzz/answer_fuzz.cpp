// The service's answer: status, header fields and body, between NUL bytes. Whatever a server or a
// proxy says, it is a response or an error, and a response becomes offers and attributes.
#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <target_sdk/models/serialization.hpp>

#include "delivery/attributes.hpp"
#include "delivery/interpret.hpp"
#include "delivery/retry.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace target_sdk;
using fuzz::require;

const auto now = std::chrono::system_clock::time_point(std::chrono::seconds(1'600'000'000));

void check_offers(delivery_response response) {
  delivery::prepared_call call{.session_id = "s"};
  auto made = delivery::make_offers(std::move(call), std::move(response),
                                    delivery::call_kind::attributes, now);
  for (const auto& line : made.set_cookie_lines())
    require(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7F'; }),
            "a Set-Cookie line is one line of ASCII");
  require(made.server_state().find_first_of("<>&") == std::string::npos,
          "no text leaves its script");
  const auto flags = delivery::to_attributes(std::move(made), "target-global-mbox");
  require(flags.values.is_object(), "attributes are an object");
}

void check_response(const delivery_response& response) {
  const auto text = to_json_text(response);
  const auto again = from_json_text<delivery_response>(text, {.mode = read_mode::answer});
  require(again && *again == response, "an answer that is written is read again");
  check_offers(response);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::parts(data, size, 3);
  http_response answer;
  answer.status = std::atoi(input[0].substr(0, 6).c_str());
  answer.headers = fuzz::fields_of(input[1]);
  answer.body = input[2];
  if (const auto pause = delivery::retry_after(answer.headers, now))
    require(pause->count() >= 0 && *pause <= std::chrono::hours(24), "a pause is at most a day");
  const auto read = delivery::read_response(answer);
  if (read)
    check_response(*read);
  else
    delivery::is_retryable(read.error(), answer);
  return 0;
}
