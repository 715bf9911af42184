// Members that models have no name for, on their way to the service; and those that came later.
#include <boost/test/unit_test.hpp>

#include <string>

#include <target_sdk/calls.hpp>

#include "delivery/interpret.hpp"
#include "delivery/telemetry.hpp"
#include "tests/delivery/fixture.hpp"

using namespace target_sdk;
using target_sdk::testing::at;
using target_sdk::testing::preparation;
using target_sdk::testing::request_of;
using target_sdk::testing::response_of;

namespace {

/// What is known of a request has `?` at every depth.
const std::string everywhere =
  R"({"?":0,"requestId":"r","id":{"?":1,"tntId":"t","customerIds":[{"?":2,"id":"u",)"
  R"("integrationCode":"c","authenticatedState":"unknown"}]},"property":{"?":3,"token":"p"},)"
  R"("context":{"?":4,"geo":{"?":5},"address":{"?":6}},"experienceCloud":{"?":7,)"
  R"("audienceManager":{"?":8},"analytics":{"?":9},"platform":{"?":10}},)"
  R"("execute":{"?":11,"pageLoad":{"?":12},"mboxes":[{"?":13,"name":"a","order":{"?":14}}]},)"
  R"("prefetch":{"?":15,"views":[{"?":16}]},"notifications":[{"?":17,"id":"n",)"
  R"("type":"click","timestamp":1,"mbox":{"?":18}}],"qaMode":{"?":19},"preview":{"?":20}})";

} // namespace

BOOST_AUTO_TEST_SUITE(prepare_extra)

BOOST_AUTO_TEST_CASE(members_without_a_name_here_are_sent_from_every_depth) {
  auto prepared = preparation().completed({.request = request_of(everywhere)});
  delivery::fit_for_service(prepared.request);
  const auto sent = to_json_text(prepared.request);
  for (int number = 0; number <= 20; ++number)
    BOOST_TEST((sent.find("\"?\":" + std::to_string(number)) != sent.npos), number);
}

BOOST_AUTO_TEST_CASE(what_generated_code_tells_its_classes_by_is_not_sent) {
  auto request = request_of(
    R"({"execute":{"pageLoad":{"$_type":"p","?":1},"mboxes":[{"name":"a","?":2,"$_type":"m"}]},)"
    R"("prefetch":{"pageLoad":{"$_type":"p"},"mboxes":[{"name":"b","$_type":"m"}],)"
    R"("views":[{"$_type":"v"}]},"notifications":[{"id":"n","type":"click","timestamp":1,)"
    R"("$_type":"n","?":3}]})");
  delivery::fit_for_service(request);
  const auto sent = to_json_text(request);
  BOOST_TEST(sent.find("$_type") == sent.npos);
  for (const char* other : {"\"?\":1", "\"?\":2", "\"?\":3"})
    BOOST_TEST((sent.find(other) != sent.npos), other);
}

BOOST_AUTO_TEST_CASE(they_keep_what_holds_them) {
  const auto member = [](std::string request, std::string_view name) {
    return preparation().member(std::move(request), name);
  };
  BOOST_TEST(member(R"({"id":{"?":1}})", "id") == R"({"?":1})");
  BOOST_TEST(member(R"({"property":{"token":"","?":1}})", "property") == R"({"?":1})");
  BOOST_TEST(member(R"({"execute":{"?":1}})", "execute") == R"({"?":1})");
  BOOST_TEST(member(R"({"execute":{"mboxes":[{}],"?":1}})", "execute") == R"({"?":1})");
  BOOST_TEST(member(R"({"prefetch":{"views":[],"?":1}})", "prefetch") == R"({"?":1})");
  BOOST_TEST(member(R"({"?":null})", "context") != "null");
}

BOOST_AUTO_TEST_CASE(telemetry_that_rides_along_leaves_them) {
  delivery_request request{.telemetry = telemetry{.entries = {{}}, .extra = {{"?", 1}}}};
  delivery::add_telemetry(request, {{.request_id = "earlier"}});
  BOOST_TEST(to_json_text(*request.telemetry) == R"({"entries":[{"requestId":"earlier"}],"?":1})");
}

BOOST_AUTO_TEST_CASE(a_known_name_among_them_fails_the_call) {
  const auto refusal = [](delivery_request request, visit from = {}) {
    const auto prepared = preparation().run({.request = std::move(request), .visit = from});
    BOOST_REQUIRE(!prepared);
    BOOST_TEST((prepared.error().kind == error_kind::invalid_request));
    return prepared.error().message;
  };
  const extra_members id{{"id", 1}};
  BOOST_TEST(refusal({.extra = id}) == R"(extra: "id" is a member of the model itself)");
  BOOST_TEST(refusal({.request_id = "r"}, {.customer_ids = {{.id = "u", .extra = id}}})
             == R"(id.customerIds[0].extra: "id" is a member of the model itself)");
  BOOST_TEST(refusal({.preview = preview{.extra = json("x")}})
             == "preview.extra: expected an object");
}

BOOST_AUTO_TEST_CASE(warnings_of_dropped_parts_do_not_show_them) {
  const auto warnings =
    preparation()
      .completed(
        {.request = request_of(R"({"execute":{"mboxes":[{"?":"private"}],"pageLoad":{}}})")})
      .warnings;
  BOOST_REQUIRE(warnings.size() == 1u);
  BOOST_TEST(warnings[0] == "Mbox validation failed for: {}");
}

BOOST_AUTO_TEST_CASE(the_sandbox_is_the_given_one_then_the_clients) {
  preparation call;
  const auto platform = [&](std::string cloud) {
    auto request = call.completed(R"({"requestId":"r","experienceCloud":)" + cloud + "}");
    return to_json(*request.experience_cloud)["platform"].dump();
  };
  BOOST_TEST(platform("null") == "null");
  BOOST_TEST(platform(R"({"platform":{"sandboxId":"1","sandboxName":"own"}})")
             == R"({"sandboxId":"1","sandboxName":"own"})");
  call.options.platform = {.sandbox_id = "7", .sandbox_name = "dev"};
  BOOST_TEST(platform("null") == R"({"sandboxId":"7","sandboxName":"dev"})");
  BOOST_TEST(platform("{}") == R"({"sandboxId":"7","sandboxName":"dev"})");
  BOOST_TEST(platform(R"({"platform":{"sandboxId":"1","sandboxName":"own"}})")
             == R"({"sandboxId":"1","sandboxName":"own"})");
  BOOST_TEST(platform(R"({"platform":{}})") == "{}");
}

BOOST_AUTO_TEST_CASE(customer_ids_of_the_visit_keep_theirs) {
  const customer_id loyalty{
    .id = "u", .integration_code = "c", .type = "DS", .primary = true, .extra = {{"?", 1}}};
  const auto prepared = preparation().completed(
    {.request = request_of(R"({"requestId":"r"})"), .visit = {.customer_ids = {loyalty}}});
  BOOST_TEST(to_json_text(prepared.request.id->customer_ids.front())
             == R"({"id":"u","integrationCode":"c","authenticatedState":"unknown",)"
                R"("type":"DS","primary":true,"?":1})");
}

BOOST_AUTO_TEST_CASE(the_state_for_the_browser_has_those_of_request_and_answer) {
  auto prepared = preparation().completed({.request = request_of(everywhere)});
  prepared.session_id = "s";
  const auto result = delivery::make_offers(
    std::move(prepared),
    response_of(R"({"?":"</script>","prefetch":{"views":[{"id":7,"options":[{"?":[1]}]}]}})"),
    delivery::call_kind::offers, at(testing::noon));
  const auto state = json::parse(result.server_state());
  BOOST_REQUIRE(state);
  BOOST_TEST((*state)["request"]["context"]["?"].dump() == "4");
  BOOST_TEST((*state)["response"].dump()
             == R"({"prefetch":{"views":[{"id":7,"options":[{"?":[1]}]}]},"?":"</script>"})");
  BOOST_TEST((result.server_state().find("</script>") == std::string::npos));
}

BOOST_AUTO_TEST_SUITE_END()
