// A Cookie header, a page's `adobe_mc_sdid`, and the call that is made of both: whatever a browser
// sends, the call goes out, and what goes out is in order.
#include <algorithm>
#include <chrono>

#include <target_sdk/cookies.hpp>
#include <target_sdk/models/serialization.hpp>
#include <target_sdk/visitor.hpp>

#include "delivery/prepare.hpp"
#include "delivery/routing.hpp"
#include "delivery/target_cookie.hpp"
#include "models/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace target_sdk;
using fuzz::require;

constexpr std::string_view organization = "ORG@AdobeOrg";
const auto now = std::chrono::system_clock::time_point(std::chrono::seconds(1'600'000'000));
const random_source always_one = [] { return std::uint64_t{1}; };

void check_line(const std::string& name, const std::string& value) {
  const auto line =
    set_cookie_line({.name = name, .value = value, .max_age = 1}, {.domain = value, .path = value});
  require(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7F'; }),
          "a Set-Cookie line is one line of ASCII");
  require(std::count(line.begin(), line.end(), ';') <= 5, "no value ends its attribute");
}

void check_target_cookie(std::string_view text) {
  const auto entries = delivery::parse_target_cookie(text, now);
  require(detail::is_utf8(entries.session) && detail::is_utf8(entries.pc), "ids are UTF-8");
  if (entries.session.empty())
    return;
  const auto made = delivery::make_target_cookie(entries.session, entries.pc, now);
  const auto again = delivery::parse_target_cookie(made.value, now);
  require(again.session == entries.session && again.pc == entries.pc,
          "a cookie that is written is read again");
}

void check_visitor_cookie(std::string_view text) {
  const auto cookie = parse_visitor_cookie(text);
  for (const auto* part : {&cookie.marketing_cloud_visitor_id, &cookie.blob, &cookie.opt_out,
                           &cookie.analytics_id, &cookie.customer_id_hash, &cookie.id_sync_days})
    require(detail::is_utf8(*part), "what a cookie says is UTF-8");
}

void check_call(const target_cookies& cookies, const std::string& redirect) {
  const client_options options{.client = "acme", .organization_id = std::string(organization)};
  get_offers call{.visit = {.target_cookie = cookies.target_cookie,
                            .visitor_cookie = cookies.visitor_cookie,
                            .target_location_hint = cookies.target_location_hint}};
  call.request.execute.emplace().page_load.emplace();
  delivery::visitor_state visitor({.organization_id = std::string(organization),
                                   .cookie = cookies.visitor_cookie,
                                   .redirect_parameter = redirect},
                                  now);
  const auto share = delivery::share_visitor(visitor, "consumer", true, always_one);
  require(share.state.is_object(), "a visitor has a state");
  delivery::prepared_call prepared;
  const auto done = delivery::prepare(
    std::move(call), delivery::call_kind::offers, share,
    {.options = options, .random = always_one, .now = now, .utc_offset = std::chrono::minutes(0)},
    prepared);
  require(done.has_value(), "no cookie fails a call");
  const auto sent = json::parse(to_json_text(prepared.request));
  require(sent && sent->is_object(), "what is sent is JSON");
  auto url = std::string("https://");
  const auto host = delivery::delivery_host(options, prepared.cluster);
  require(host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")
            == std::string::npos,
          "no cookie makes an odd host");
  url.clear();
  delivery::append_delivery_url(url, options, host, prepared.session_id);
  require(std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7F'; }),
          "the URL is fit for the wire");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::parts(data, size, 2);
  const auto& header = input[0];
  for (const auto& [name, value] : parse_cookie_header(header)) {
    check_line(name, value);
    check_target_cookie(value);
    check_visitor_cookie(value);
  }
  check_target_cookie(header);
  check_visitor_cookie(header);
  check_call(find_target_cookies(header, organization), input[1]);
  check_call({.target_cookie = header, .target_location_hint = header, .visitor_cookie = header},
             header);
  return 0;
}
