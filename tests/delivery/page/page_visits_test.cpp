// What the requests of a page say of the visitor.
#include <boost/test/unit_test.hpp>

#include <string>

#include "delivery/page/page_visit.hpp"

using namespace target_sdk;
using delivery::page_visit;

namespace {

page_request sample_page() {
  return {.context = context{.channel = channel_type::web, .user_agent = "browser"},
          .visit = {.target_cookie = "PC#1#9999999999", .consumer_id = "page"},
          .qa_mode = qa_mode{.token = "q"}};
}

client_options sample_options() {
  client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  options.property_token = "p1";
  return options;
}

get_offers hero() {
  return {.request = {.execute = execute_request{.mboxes = {{.name = "hero"}}}}};
}

offers first_answer() {
  offers answer;
  answer.request.id = visitor_id{.third_party_id = "mine", .customer_ids = {{.id = "c"}}};
  answer.request.experience_cloud =
    experience_cloud{.analytics = analytics_request{.supplemental_data_id = "sdid"}};
  answer.response.id = visitor_id{.tnt_id = "new.35_0"};
  answer.target_cookie = {.name = "mbox", .value = "session#s#9|PC#new.35_0#9"};
  answer.target_location_hint_cookie = cookie{.name = "mboxEdgeCluster", .value = "35"};
  answer.visitor_state = json::object({{"org", 1}});
  return answer;
}

bool is_simple(get_offers ask) {
  const page_visit visit(sample_page());
  return visit.simplify(ask, sample_options()) && ask == hero();
}

} // namespace

BOOST_AUTO_TEST_SUITE(page_visits)

BOOST_AUTO_TEST_CASE(what_repeats_the_page_says_nothing) {
  BOOST_TEST(is_simple(hero()));
  auto ask = hero();
  ask.request.context = sample_page().context;
  ask.request.qa_mode = qa_mode{.token = "q"};
  ask.request.property = property{.token = "p1"};
  ask.visit = sample_page().visit;
  ask.visit.consumer_id = "another part";
  ask.decisioning_method = decisioning_method::server_side;
  BOOST_TEST(is_simple(ask));
  ask.request.context = context{.channel = channel_type::web};
  BOOST_TEST(is_simple(ask));
  ask.visit = {.consumer_id = "flags"};
  BOOST_TEST(is_simple(ask));
}

BOOST_AUTO_TEST_CASE(what_differs_stays) {
  auto ask = hero();
  ask.request.context = context{.user_agent = "app"};
  ask.visit.customer_ids = {{.id = "c"}};
  const auto given = ask;
  BOOST_TEST(page_visit(sample_page()).simplify(ask, sample_options()));
  BOOST_TEST((ask == given));
}

BOOST_AUTO_TEST_CASE(another_cookie_is_somebody_else) {
  const page_visit page(sample_page());
  for (auto change : {+[](visit& of) { of.target_cookie = "PC#2#9999999999"; },
                      +[](visit& of) { of.visitor_cookie = "MCMID|7"; },
                      +[](visit& of) { of.session_id = "s"; }}) {
    auto ask = hero();
    change(ask.visit);
    BOOST_TEST(!page.simplify(ask, sample_options()));
  }
}

BOOST_AUTO_TEST_CASE(an_id_that_the_page_does_not_have_is_somebody_else) {
  page_visit page(sample_page());
  const auto are_others = [&] {
    for (auto& other : {visitor_id{.tnt_id = "another.35_0"},
                        visitor_id{.tnt_id = "1", .third_party_id = "another"},
                        visitor_id{.third_party_id = "another"},
                        visitor_id{.marketing_cloud_visitor_id = "another"},
                        visitor_id{.customer_ids = {{.id = "another"}}}}) {
      auto ask = hero();
      ask.request.id = other;
      ask.request.property = property{.token = "p1"};
      const auto given = ask;
      BOOST_TEST(!page.simplify(ask, sample_options()));
      BOOST_TEST((ask == given));
    }
  };
  are_others();
  auto answer = first_answer();
  page.learn(answer, true);
  are_others();
}

BOOST_AUTO_TEST_CASE(ids_of_the_page_say_nothing_new) {
  auto with_ids = sample_page();
  with_ids.visit.visitor_cookie = "MCMID|7";
  with_ids.visit.customer_ids = {{.id = "c"}};
  page_visit page(with_ids);
  const auto is_known = [&](const visitor_id& id) {
    auto ask = hero();
    ask.request.id = id;
    return page.simplify(ask, sample_options()) && ask == hero();
  };
  BOOST_TEST(is_known({.tnt_id = "1"}));
  BOOST_TEST(is_known({.tnt_id = "1.35_0", .marketing_cloud_visitor_id = "7"}));
  BOOST_TEST(is_known({.tnt_id = "", .customer_ids = {{.id = "c"}}}));
  BOOST_TEST(!is_known({.tnt_id = "new.35_0"}));
  BOOST_TEST(!is_known({.third_party_id = "mine"}));
  auto answer = first_answer();
  page.learn(answer, true);
  BOOST_TEST(is_known({.tnt_id = "1"}));
  BOOST_TEST(is_known({.tnt_id = "new.36_1", .third_party_id = "mine"}));
}

BOOST_AUTO_TEST_CASE(an_ask_with_more_customer_ids_gets_the_ids_of_the_page) {
  auto with_ids = sample_page();
  with_ids.visit.customer_ids = {{.id = "c"}};
  page_visit page(with_ids);
  auto answer = first_answer();
  page.learn(answer, true);
  auto ask = hero();
  ask.visit.customer_ids = {{.id = "d"}};
  ask.request.id = visitor_id{.tnt_id = "new.35_0", .customer_ids = {{.id = "c"}}};
  BOOST_TEST(page.simplify(ask, sample_options()));
  page.complete(ask);
  BOOST_TEST(
    (ask.request.id
     == visitor_id{.tnt_id = "new.35_0", .third_party_id = "mine", .customer_ids = {{.id = "c"}}}));
}

BOOST_AUTO_TEST_CASE(a_call_gets_what_the_page_knows) {
  auto call = hero();
  const page_visit page(sample_page());
  page.complete(call);
  BOOST_TEST((call.request.context == sample_page().context));
  BOOST_TEST((call.request.qa_mode == sample_page().qa_mode));
  BOOST_TEST((call.visit == sample_page().visit));
  BOOST_TEST(!call.request.id);
  BOOST_TEST(!call.request.experience_cloud);
}

BOOST_AUTO_TEST_CASE(what_a_call_says_itself_is_stronger) {
  auto call = hero();
  call.request.context = context{.user_agent = "app"};
  call.visit.customer_ids = {{.id = "c"}};
  page_visit(sample_page()).complete(call);
  BOOST_TEST((call.request.context == context{.user_agent = "app"}));
  BOOST_TEST(call.visit.customer_ids.size() == 1u);
  BOOST_TEST(call.visit.target_cookie == sample_page().visit.target_cookie);
}

BOOST_AUTO_TEST_CASE(a_page_without_a_context_gives_none) {
  auto call = hero();
  page_visit(page_request{}).complete(call);
  BOOST_TEST((call == hero()));
}

BOOST_AUTO_TEST_CASE(an_ask_for_nothing_stays_a_request) {
  get_offers ask{.request = {.context = context{.channel = channel_type::web}}};
  const page_visit page(page_request{});
  BOOST_TEST(page.simplify(ask, sample_options()));
  page.complete(ask);
  BOOST_TEST((ask.request.context == context{.channel = channel_type::web}));
}

BOOST_AUTO_TEST_CASE(the_first_answer_makes_the_visitor_known) {
  page_visit page(sample_page());
  BOOST_TEST(!page.is_known());
  auto answer = first_answer();
  page.learn(answer, true);
  BOOST_TEST(page.is_known());
  BOOST_TEST((answer == first_answer()));

  auto call = hero();
  page.complete(call);
  BOOST_TEST(call.visit.target_cookie == answer.target_cookie.value);
  BOOST_TEST(call.visit.target_location_hint == "35");
  BOOST_TEST((call.request.id == visitor_id{.tnt_id = "new.35_0", .third_party_id = "mine"}));
  BOOST_TEST((call.request.experience_cloud->analytics->supplemental_data_id == "sdid"));

  send_notifications report;
  page.complete(report);
  BOOST_TEST(report.visit.target_cookie == answer.target_cookie.value);
  BOOST_TEST((report.request.qa_mode == sample_page().qa_mode));
}

BOOST_AUTO_TEST_CASE(what_a_later_call_says_itself_is_kept) {
  page_visit page(sample_page());
  auto answer = first_answer();
  page.learn(answer, true);
  auto call = hero();
  call.request.id = visitor_id{.tnt_id = "own"};
  call.request.experience_cloud =
    experience_cloud{.analytics = analytics_request{.supplemental_data_id = "own sdid"}};
  page.complete(call);
  BOOST_TEST((call.request.id == visitor_id{.tnt_id = "own"}));
  BOOST_TEST((call.request.experience_cloud->analytics->supplemental_data_id == "own sdid"));
}

BOOST_AUTO_TEST_CASE(later_answers_renew_the_cookie_and_keep_the_state) {
  page_visit page(sample_page());
  auto answer = first_answer();
  page.learn(answer, true);
  auto later = first_answer();
  later.target_cookie.value = "session#s#10";
  later.target_location_hint_cookie.reset();
  later.visitor_state = json::object();
  page.learn(later, true);
  BOOST_TEST((later.visitor_state == answer.visitor_state));
  auto call = hero();
  page.complete(call);
  BOOST_TEST(call.visit.target_cookie == "session#s#10");
  BOOST_TEST(call.visit.target_location_hint == "35");
}

BOOST_AUTO_TEST_CASE(the_cookie_of_any_answer_is_the_same_visitor) {
  page_visit page(sample_page());
  auto answer = first_answer();
  page.learn(answer, true);
  auto later = first_answer();
  later.target_cookie.value = "session#s#99|PC#new.36_0#99";
  page.learn(later, true);
  const auto is_visitor = [&](const char* cookie) {
    auto ask = hero();
    ask.visit.target_cookie = cookie;
    return page.simplify(ask, sample_options()) && ask == hero();
  };
  for (auto* same : {"session#s#9|PC#new.35_0#9", "session#s#77", "PC#new.37_0#5", "PC#1#5"})
    BOOST_TEST(is_visitor(same), same);
  for (auto* other : {"session#other#9|PC#new.35_0#9", "session#s#9|PC#other.35_0#9", "session#x#9",
                      "PC#2#9", "nonsense"})
    BOOST_TEST(!is_visitor(other), other);
  auto ask = hero();
  ask.visit.session_id = "s";
  BOOST_TEST(page.simplify(ask, sample_options()));
  BOOST_TEST((ask == hero()));
}

BOOST_AUTO_TEST_CASE(the_visitor_id_is_that_of_the_newest_answer) {
  page_visit page(sample_page());
  auto answer = first_answer();
  page.learn(answer, true);
  auto later = first_answer();
  later.request.id = visitor_id{.tnt_id = "new.35_0"};
  later.response.id = visitor_id{.tnt_id = "newer.36_0"};
  later.target_cookie.value = "session#s#9|PC#newer.36_0#9";
  page.learn(later, false);
  auto call = hero();
  page.complete(call);
  BOOST_TEST((call.request.id == visitor_id{.tnt_id = "newer.36_0", .third_party_id = "mine"}));
  later.request.id.reset();
  later.response.id.reset();
  page.learn(later, true);
  call = hero();
  page.complete(call);
  BOOST_TEST((call.request.id == visitor_id{.tnt_id = "newer.36_0", .third_party_id = "mine"}));
}

BOOST_AUTO_TEST_CASE(customer_ids_of_one_ask_are_not_told_to_others) {
  const auto state = [](const char* text) { return *json::parse(text); };
  const auto told = [&](page_visit& page, json own, bool is_plain) {
    auto answer = first_answer();
    answer.visitor_state = std::move(own);
    page.learn(answer, is_plain);
    return answer.visitor_state.dump();
  };
  const std::string secret = R"({"o":{"customerIDs":{"crm":{"id":"mine"}}}})";
  const std::string hit = R"("sdid":{"supplementalDataIDCurrent":"s"})";
  const std::string secret_with_hit = R"({"o":{"customerIDs":{"crm":{"id":"mine"}},)" + hit + "}}";
  const std::string plain_with_hit = R"({"o":{)" + hit + "}}";

  page_visit own_first(sample_page());
  BOOST_TEST(told(own_first, state(secret_with_hit.c_str()), false) == secret_with_hit);
  BOOST_TEST(told(own_first, state(R"({"o":{}})"), true) == plain_with_hit);
  BOOST_TEST(told(own_first, state(R"({"o":{}})"), true) == plain_with_hit);

  page_visit plain_first(sample_page());
  BOOST_TEST(told(plain_first, state(plain_with_hit.c_str()), true) == plain_with_hit);
  BOOST_TEST(told(plain_first, state(secret.c_str()), false) == secret_with_hit);
  BOOST_TEST(told(plain_first, state(R"({"o":{}})"), true) == plain_with_hit);
}

BOOST_AUTO_TEST_CASE(only_asks_with_the_visit_of_the_page_are_plain) {
  const page_visit page(sample_page());
  auto ask = hero();
  ask.visit = sample_page().visit;
  BOOST_REQUIRE(page.simplify(ask, sample_options()));
  BOOST_TEST(page_visit::is_plain(ask));
  for (auto change : {+[](visit& of) { of.customer_ids = {{.id = "c"}}; },
                      +[](visit& of) { of.redirect_parameter = "SDID=1"; }}) {
    auto own = hero();
    change(own.visit);
    BOOST_REQUIRE(page.simplify(own, sample_options()));
    BOOST_TEST(!page_visit::is_plain(own));
  }
}

BOOST_AUTO_TEST_CASE(the_cookie_of_now_is_the_same_visitor) {
  page_visit page(sample_page());
  auto answer = first_answer();
  page.learn(answer, true);
  for (const auto& known : {answer.target_cookie.value, sample_page().visit.target_cookie}) {
    auto ask = hero();
    ask.visit.target_cookie = known;
    ask.visit.target_location_hint = "35";
    BOOST_TEST(page.simplify(ask, sample_options()));
    BOOST_TEST((ask == hero()));
  }
}

BOOST_AUTO_TEST_SUITE_END()
