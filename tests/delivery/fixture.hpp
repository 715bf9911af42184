// What the tests of delivery/ share: a clock, reproducible random bits, calls as the worker
// prepares them.
#pragma once

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <target_sdk/models/serialization.hpp>

#include "delivery/prepare.hpp"

namespace target_sdk::testing {

/// `seconds` since the epoch, with a fraction.
inline delivery::wall_time at(double seconds) {
  return delivery::wall_time(std::chrono::duration_cast<delivery::wall_time::duration>(
    std::chrono::duration<double>(seconds)));
}

/// Draws 1, 2, 3, ...; `drawn` counts.
struct counting_random {
  std::shared_ptr<std::uint64_t> drawn = std::make_shared<std::uint64_t>(0);
  std::uint64_t operator()() const { return ++*drawn; }
};

template <class Model>
Model read(std::string text, read_mode mode = read_mode::request) {
  auto model = from_json_text<Model>(std::move(text), {.mode = mode});
  BOOST_REQUIRE_MESSAGE(model, (model ? "" : model.error().message));
  return *model;
}

inline delivery_request request_of(std::string text) {
  return read<delivery_request>(std::move(text));
}

inline delivery_response response_of(std::string text) {
  return read<delivery_response>(std::move(text), read_mode::answer);
}

inline constexpr double noon = 1'600'000'000;

/// Prepares calls as a worker does.
struct preparation {
  client_options options{.client = "acme", .organization_id = "ORG@AdobeOrg"};
  counting_random drawn = {};
  delivery::wall_time now = at(noon);
  std::chrono::minutes utc_offset{120};
  std::string learned_hint = {};
  bool telemetry_waits = false;

  result<delivery::prepared_call> run(get_offers call,
                                      delivery::call_kind kind = delivery::call_kind::offers) {
    random_source random = drawn;
    auto visitor = delivery::own_visitor(call.visit, options, now);
    auto share =
      delivery::share_visitor(visitor, delivery::consumer_of(call.visit),
                              delivery::wants_supplemental_data_id(call.request), random);
    result<delivery::prepared_call> prepared;
    const auto checked = delivery::prepare(std::move(call), kind, share,
                                           {.options = options,
                                            .random = random,
                                            .now = now,
                                            .utc_offset = utc_offset,
                                            .learned_hint = learned_hint,
                                            .telemetry_waits = telemetry_waits},
                                           *prepared);
    if (!checked)
      return tl::unexpected(checked.error());
    return prepared;
  }

  delivery::prepared_call completed(get_offers call,
                                    delivery::call_kind kind = delivery::call_kind::offers) {
    auto prepared = run(std::move(call), kind);
    BOOST_REQUIRE_MESSAGE(prepared, (prepared ? "" : prepared.error().message));
    return *prepared;
  }

  /// The completed form of a request given as JSON text.
  delivery_request completed(std::string request) {
    return completed(get_offers{.request = request_of(std::move(request))}).request;
  }

  /// One member of the completed form, as JSON text; `null` when it is absent.
  std::string member(std::string request, std::string_view name) {
    return to_json(completed(std::move(request)))[name].dump();
  }

  /// The message of the error.
  std::string refusal(std::string request, delivery::call_kind kind = delivery::call_kind::offers) {
    auto prepared = run({.request = request_of(std::move(request))}, kind);
    if (prepared)
      return "none";
    BOOST_TEST((prepared.error().kind == error_kind::invalid_request));
    return prepared.error().message;
  }
};

} // namespace target_sdk::testing
