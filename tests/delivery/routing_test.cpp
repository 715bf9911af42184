// Which host answers a call, and under which URL.
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>

#include "delivery/routing.hpp"

using namespace target_sdk;
using namespace target_sdk::delivery;
using namespace std::string_literals;

namespace {

client_options acme(std::string server_domain = {}, route_by_hint rule = route_by_hint::automatic) {
  return {.client = "acme",
          .organization_id = "ORG@AdobeOrg",
          .server_domain = std::move(server_domain),
          .route_by_hint = rule};
}

std::string url_of(const client_options& options, std::string_view cluster,
                   std::string_view session) {
  std::string url;
  append_delivery_url(url, options, delivery_host(options, cluster), session);
  return url;
}

} // namespace

BOOST_AUTO_TEST_SUITE(routing)

BOOST_AUTO_TEST_CASE(the_cluster_stands_in_the_visitor_id) {
  const std::pair<std::string_view, std::string_view> table[] = {
    {"abc.28_0", "28"}, {"abc.35_21", "35"}, {".1_", "1"},       {"a_b.28_0", "28"},
    {"", ""},           {"abc", ""},         {"abc.28", ""},     {"abc_28", ""},
    {"a.b.28_0", ""},   {"abc.28_0_1", ""},  {"abc.28_0.1", ""}, {"abc.2x_0", ""},
    {"abc._0", ""},     {"abc.-1_0", ""},    {"abc. 1_0", ""},   {"abc.evil/_0", ""},
    {"abc.28\n_0", ""},
  };
  for (const auto& [id, cluster] : table)
    BOOST_TEST_CONTEXT(id) {
      BOOST_TEST(cluster_of(id) == cluster);
    }
}

BOOST_AUTO_TEST_CASE(a_hint_is_a_part_of_a_host_name_or_nothing) {
  for (std::string_view hint : {"35", "35-a", "or2", "A1"})
    BOOST_TEST(usable_hint(hint) == hint);
  for (std::string_view hint : {"", "35.evil.test", "35/", "35#", "3 5", "35\r\n", "x@y", "35:80",
                                "35?", "%33", "\xC3\xA9"})
    BOOST_TEST_CONTEXT(hint) {
      BOOST_TEST(usable_hint(hint) == "");
    }
  BOOST_TEST(usable_hint(std::string(41, '1')) == "");
}

BOOST_AUTO_TEST_CASE(the_host_follows_cluster_then_server_domain_then_client) {
  BOOST_TEST(delivery_host(acme(), "35") == "mboxedge35.tt.omtrdc.net");
  BOOST_TEST(delivery_host(acme(), "") == "acme.tt.omtrdc.net");
  BOOST_TEST(delivery_host(acme("target.acme.test"), "") == "target.acme.test");
}

BOOST_AUTO_TEST_CASE(a_server_domain_elsewhere_is_never_replaced) {
  for (std::string domain : {"target.acme.test", "localhost:8080", "127.0.0.1", "omtrdc.net",
                             "eviltt.omtrdc.net", "tt.omtrdc.net.evil.test", "[::1]:8080"})
    BOOST_TEST_CONTEXT(domain) {
      BOOST_TEST(delivery_host(acme(domain), "35") == domain);
    }
  for (std::string domain :
       {"acme.tt.omtrdc.net", "tt.omtrdc.net", "acme.tt.omtrdc.net:443", "ACME.TT.omtrdc.NET"})
    BOOST_TEST_CONTEXT(domain) {
      BOOST_TEST(delivery_host(acme(domain), "35") == "mboxedge35.tt.omtrdc.net");
    }
}

BOOST_AUTO_TEST_CASE(routing_by_hint_can_be_forced_or_forbidden) {
  BOOST_TEST(delivery_host(acme("localhost:80", route_by_hint::always), "35")
             == "mboxedge35.tt.omtrdc.net");
  BOOST_TEST(delivery_host(acme("localhost:80", route_by_hint::always), "") == "localhost:80");
  BOOST_TEST(delivery_host(acme("", route_by_hint::never), "35") == "acme.tt.omtrdc.net");
  BOOST_TEST(delivery_host(acme("x.tt.omtrdc.net", route_by_hint::never), "35")
             == "x.tt.omtrdc.net");
}

BOOST_AUTO_TEST_CASE(an_edge_is_left_when_nothing_could_be_sent_to_it) {
  using kind = error_kind;
  const auto leaves = [](http_failure failure, const client_options& options = acme()) {
    return is_edge_out_of_reach(options, "35", {.failure = std::move(failure)});
  };
  BOOST_TEST(leaves({.kind = kind::transport, .sent = false}));
  BOOST_TEST(leaves({.kind = kind::timeout, .sent = false}));
  BOOST_TEST(leaves({.kind = kind::transport, .sent = false, .permanent = true})); // Certificates.
  BOOST_TEST(!leaves({.kind = kind::transport, .sent = true}));
  for (auto other : {kind::overloaded, kind::cancelled, kind::shutting_down, kind::invalid_request,
                     kind::invalid_configuration})
    BOOST_TEST(!leaves({.kind = other, .sent = false}), to_string(other));
  BOOST_TEST(!is_edge_out_of_reach(acme(), "35", {.status = 503}));
  // There it was the client's own host already.
  BOOST_TEST(!is_edge_out_of_reach(acme(), "", {.failure = http_failure{.sent = false}}));
  BOOST_TEST(!leaves({.sent = false}, acme("target.acme.test")));
  BOOST_TEST(leaves({.sent = false}, acme("target.acme.test", route_by_hint::always)));
}

BOOST_AUTO_TEST_CASE(the_url_names_organization_and_session) {
  auto options = acme();
  BOOST_TEST(url_of(options, "", "s1")
             == "https://acme.tt.omtrdc.net/rest/v1/delivery?imsOrgId=ORG%40AdobeOrg&sessionId=s1");
  options.version = "2.5 b";
  options.secure = false;
  BOOST_TEST(url_of(options, "35", "s1")
             == "http://mboxedge35.tt.omtrdc.net/rest/v1/delivery?imsOrgId=ORG%40AdobeOrg"
                "&sessionId=s1&version=2.5%20b");
}

BOOST_AUTO_TEST_CASE(odd_sessions_and_organizations_are_encoded) {
  auto options = acme();
  options.organization_id = "a&b=c d";
  const auto session = "a b?c/{d}&e=f#\r\n\0g\xC3\xA9\xFF"s;
  BOOST_TEST(url_of(options, "", session)
             == "https://acme.tt.omtrdc.net/rest/v1/delivery?imsOrgId=a%26b%3Dc%20d"
                "&sessionId=a%20b%3Fc%2F%7Bd%7D%26e%3Df%23%0D%0A%00g%C3%A9%FF");
}

BOOST_AUTO_TEST_CASE(the_cluster_of_an_edge_host_is_its_first_label) {
  const std::pair<std::string_view, std::string_view> table[] = {
    {"mboxedge35.tt.omtrdc.net", "35"},
    {"35.tt.omtrdc.net", "35"},
    {"mboxedge.tt.omtrdc.net", ""},
    {"tt.omtrdc.net", ""},
    {"a.mboxedge35.tt.omtrdc.net", ""},
    {"localhost", ""},
    {"", ""},
  };
  for (const auto& [host, cluster] : table)
    BOOST_TEST_CONTEXT(host) {
      BOOST_TEST(cluster_of_edge_host(host) == cluster);
    }
}

BOOST_AUTO_TEST_SUITE_END()
