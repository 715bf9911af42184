// Asks that go through a page get what one call with all of them gets: at the local edge, and on
// the device.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <random>
#include <string>
#include <vector>

#include <target_sdk/models/serialization.hpp>
#include <target_sdk/page.hpp>

#include "tests/tools/edge_fixture.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk;
using namespace target_sdk::testing;

namespace {

using random_engine = std::mt19937;

/// Mboxes of the shop's rules, one that they do not know, one that only the server decides.
const std::vector<std::string>& names() {
  static const std::vector<std::string> all{"hero",       "promo", "flags",
                                            "flash-sale", "other", "recommendations"};
  return all;
}

int draw(random_engine& random, int below) {
  return static_cast<int>(random() % static_cast<unsigned>(below));
}

/// Whether an mbox is prefetched on this page; one of a page is either that or executed.
using prefetched = std::vector<bool>;

get_offers random_ask(random_engine& random, const prefetched& is_prefetched) {
  get_offers ask;
  const int count = 1 + draw(random, 4);
  for (int i = 0; i < count; ++i) {
    const auto which = static_cast<std::size_t>(draw(random, static_cast<int>(names().size())));
    target_sdk::mbox_request mbox{.name = names()[which]};
    if (draw(random, 2) == 0) // The promotion is another one for members.
      mbox.parameters = json::object(
        {{"member.tier", draw(random, 2) == 0 ? "gold" : "none"}, {"member.name", "Ada"}});
    if (draw(random, 3) == 0)
      mbox.index = 100 + 10 * i + draw(random, 10);
    if (is_prefetched[which]) {
      auto& prefetch =
        ask.request.prefetch ? *ask.request.prefetch : ask.request.prefetch.emplace();
      prefetch.mboxes.push_back(std::move(mbox));
    } else {
      auto& execute = ask.request.execute ? *ask.request.execute : ask.request.execute.emplace();
      execute.mboxes.push_back(std::move(mbox));
    }
  }
  return ask;
}

/// All mboxes of all asks, numbered.
template <class Section>
void add_all(std::optional<Section>& all, const std::optional<Section>& some) {
  if (!some)
    return;
  auto& into = all ? *all : all.emplace();
  for (auto mbox : some->mboxes) {
    mbox.index = static_cast<std::int64_t>(into.mboxes.size());
    into.mboxes.push_back(std::move(mbox));
  }
}

/// What an answer says of an mbox, without its index.
template <class Section>
std::string said(const std::optional<Section>& section, std::int64_t index) {
  if (section)
    for (auto mbox : section->mboxes)
      if (mbox.index == index) {
        mbox.index.reset();
        return to_json_text(mbox);
      }
  return "nothing";
}

/// The indexes that the mboxes of an ask have in the answer to it.
std::vector<std::int64_t> indexes_of(const list<target_sdk::mbox_request>& sent) {
  std::vector<std::int64_t> all;
  for (auto& mbox : sent)
    all.push_back(mbox.index.value_or(-1));
  return all;
}

std::string reason_of(const result<offers>& answer) {
  return answer ? "it did not fail" : to_string(answer.error());
}

struct offers_fixture {
  edge_process edge{std::vector<std::string>{"--edge-host", "mboxedge35.tt.omtrdc.net"},
                    shop_rules()};
  random_engine random{7};
  page_request browser{
    .context = context{.channel = channel_type::web,
                       .geo = target_sdk::geo{.country_code = "AT", .city = "Graz"},
                       .user_agent = "Mozilla/5.0"},
    .visit = {.target_cookie = "session#s#9999999999|PC#0123456789abcdef.35_0#9999999999"}};

  static std::string shop_rules() { return test_support::read_file(SHOP_ARTIFACT); }

  target_sdk::client make(decisioning_method method) const {
    client_options options{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
    options.server_domain = edge.authority();
    options.secure = false;
    options.timeout = std::chrono::seconds(60);
    options.decisioning_method = method;
    options.artifact.payload = *json::parse(shop_rules());
    options.artifact.cdn_base_path = edge.authority();
    return *target_sdk::client::create(options);
  }

  void compare(const target_sdk::client& client, std::size_t asks) {
    prefetched is_prefetched;
    for (std::size_t i = 0; i < names().size(); ++i)
      is_prefetched.push_back(draw(random, 4) == 0);
    // One call with all of it.
    get_offers all{.request = browser.request(), .visit = browser.visit};
    std::vector<get_offers> some;
    for (std::size_t i = 0; i < asks; ++i) {
      some.push_back(random_ask(random, is_prefetched));
      add_all(all.request.execute, some.back().request.execute);
      add_all(all.request.prefetch, some.back().request.prefetch);
    }
    const auto whole = client.get_offers(all).get();
    BOOST_REQUIRE_MESSAGE(whole, reason_of(whole));
    // The same by parts.
    const auto opened = client.open_page(browser, {.window = std::chrono::hours(1)});
    std::vector<pending<offers>> parts;
    for (auto& ask : some)
      parts.push_back(opened.get_offers(ask));
    opened.flush();
    std::int64_t executed = 0, fetched = 0;
    for (std::size_t i = 0; i < asks; ++i) {
      const auto part = parts[i].get();
      BOOST_REQUIRE_MESSAGE(part, reason_of(part));
      if (some[i].request.execute)
        for (const auto index : indexes_of(part->request.execute->mboxes))
          BOOST_TEST(said(part->response.execute, index)
                     == said(whole->response.execute, executed++));
      if (some[i].request.prefetch)
        for (const auto index : indexes_of(part->request.prefetch->mboxes))
          BOOST_TEST(said(part->response.prefetch, index)
                     == said(whole->response.prefetch, fetched++));
    }
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(page_offers, offers_fixture)

BOOST_DATA_TEST_CASE_F(offers_fixture, parts_get_what_one_call_gets,
                       data::make({"server-side", "on-device", "hybrid"}), method) {
  const auto client = make(*enum_from_string<decisioning_method>(method));
  BOOST_REQUIRE(client.ready().get());
  for (int round = 0; round < 40; ++round)
    compare(client, static_cast<std::size_t>(1 + draw(random, 12))); // Up to 48 mboxes.
}

BOOST_AUTO_TEST_CASE(what_only_the_server_decides_is_told_to_its_part_alone) {
  const auto client = make(decisioning_method::on_device);
  BOOST_REQUIRE(client.ready().get());
  const auto opened = client.open_page(browser, {.window = std::chrono::hours(1)});
  auto local =
    opened.get_offers({.request = {.execute = execute_request{.mboxes = {{.name = "hero"}}}}});
  auto remote = opened.get_offers(
    {.request = {.execute = execute_request{.mboxes = {{.name = "recommendations"}}}}});
  auto flags = opened.get_attributes({.mbox_names = {"flags"}});
  opened.flush();
  const auto hero = local.get();
  BOOST_REQUIRE(hero);
  BOOST_TEST((hero->meta.decisioning_method == decisioning_method::on_device));
  BOOST_TEST((hero->response.status == 200));
  BOOST_TEST(hero->meta.remote_mboxes.empty());
  const auto recommended = remote.get();
  BOOST_REQUIRE(recommended);
  BOOST_TEST((recommended->response.status == 206));
  BOOST_TEST(recommended->meta.remote_mboxes.size() == 1u);
  const auto values = flags.get();
  BOOST_REQUIRE(values);
  BOOST_TEST(values->value("flags", "newCheckout").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
