#include <boost/test/unit_test.hpp>

#include <string>

#include "decisioning/values/parameters.hpp"
#include "tests/decisioning/samples.hpp"

using namespace samples;
using namespace target_sdk::decisioning;

BOOST_AUTO_TEST_SUITE(parameters)

void check(const char* given, const char* seen) {
  BOOST_TEST_CONTEXT(given) {
    scratch memory;
    const auto text = samples::value(given);
    check_json(parameters_to_json(*read_parameters(text, memory), memory).dump(), seen);
  }
}

BOOST_AUTO_TEST_CASE(texts_get_lower_case_siblings_on_every_level) {
  check("{'Foo':'BAR','n':1,'b':true,'x':null}",
        "{'Foo':'BAR','Foo_lc':'bar','n':1,'b':true,'x':null}");
  check("{'o':{'K':'V','l':['A']}}", "{'o':{'K':'V','K_lc':'v','l':['A']}}");
  check("{'l':['A',{'q':'W'}]}", "{'l':['A',{'q':'W'}]}");
  check("{'':'E'}", "{'':'E','_lc':'e'}");
}

BOOST_AUTO_TEST_CASE(a_generated_sibling_replaces_a_given_one) {
  check("{'foo':'A','foo_lc':'B'}", "{'foo':'A','foo_lc':'a','foo_lc_lc':'a'}");
  check("{'foo_lc':'B','foo':'A'}", "{'foo':'A','foo_lc':'a','foo_lc_lc':'b'}");
  check("{'foo':'A','foo_lc':5}", "{'foo':'A','foo_lc':'a','foo_lc_lc':'a'}");
  check("{'1_lc':'B','1':'A'}", "{'1':'A','1_lc':'a','1_lc_lc':'a'}");
}

BOOST_AUTO_TEST_CASE(dots_make_levels) {
  check("{'a.b.c':'D'}", "{'a':{'b':{'c':'D','c_lc':'d'}}}");
  check("{'a.b':'1','a.c':2}", "{'a':{'b':'1','b_lc':'1','c':2}}");
  check("{'a..b':'X','.c':'Y','d.':'Z','.':'Q'}",
        "{'a..b':'X','a..b_lc':'x','.c':'Y','.c_lc':'y','d.':'Z','d._lc':'z','.':'Q','._lc':'q'}");
  check("{'o':{'c.d':'E'}}", "{'o':{'c.d':'E','c.d_lc':'e'}}");
}

BOOST_AUTO_TEST_CASE(the_nested_object_wins_whatever_the_order) {
  for (const auto* given :
       {"{'a':'s','a.b':'c'}", "{'a.b':'c','a':'s'}", "{'a':5,'a.b':'c'}", "{'a':['l'],'a.b':'c'}"})
    check(given, "{'a':{'b':'c','b_lc':'c'}}");
  for (const auto* given : {"{'a':{'x':'1'},'a.b':'V'}", "{'a.b':'V','a':{'x':'1'}}"})
    check(given, "{'a':{'x':'1','x_lc':'1','b':'V','b_lc':'v'}}");
  for (const auto* given : {"{'a.b':'x','a.b.c':'v'}", "{'a.b.c':'v','a.b':'x'}"})
    check(given, "{'a':{'b':{'c':'v','c_lc':'v'}}}");
}

BOOST_AUTO_TEST_CASE(names_are_plain_names) {
  check("{'__proto__.x':'Y','constructor':'Z'}",
        "{'__proto__':{'x':'Y','x_lc':'y'},'constructor':'Z','constructor_lc':'z'}");
}

BOOST_AUTO_TEST_CASE(dots_without_end_are_cut) {
  std::string name;
  for (int level = 0; level < 200'000; ++level)
    name += "a.";
  const auto given = json::object({{name + "end", json("X")}, {"b", json("Y")}});
  scratch memory;
  const auto seen = parameters_to_json(*read_parameters(given, memory), memory);
  BOOST_CHECK(seen["b_lc"] == json("y"));
  BOOST_CHECK(seen["a"]["a"]["a"].is_object());
  BOOST_CHECK(json::parse(seen.dump()).has_value());
}

BOOST_AUTO_TEST_CASE(many_keys) {
  auto many = json_builder::object();
  for (int number = 0; number < 20'000; ++number)
    many.set("p.k" + std::to_string(number), "V" + std::to_string(number));
  const auto given = std::move(many).build();
  scratch memory;
  const auto* const root = read_parameters(given, memory);
  const auto level = find_parameter(*root, "p", memory);
  BOOST_CHECK_EQUAL(find_parameter(*level.parameters(), "k19999_lc", memory).text(), "v19999");
}

// A level of many keys is indexed: every key must stay one entry, found again by later ones.
BOOST_AUTO_TEST_CASE(many_keys_that_are_met_again) {
  for (const int count : {31, 32, 33, 34, 100}) {
    std::string given = "{'k.x':'OLD','p.k0.q':'DEEP'";
    std::string seen = "{";
    for (int number = 0; number < count; ++number) {
      const auto name = "p" + std::to_string(number);
      given += ",'" + name + "':'" + name + "','" + name + ".a':" + std::to_string(number) + ",'"
               + name + ".b':2";
      seen += "'" + name + "':{'a':" + std::to_string(number) + ",'b':2},";
    }
    check((given + "}").c_str(),
          (seen + "'k':{'x':'OLD','x_lc':'old'},'p':{'k0':{'q':'DEEP','q_lc':'deep'}}}").c_str());
  }
}

BOOST_AUTO_TEST_CASE(many_keys_on_a_level_made_by_dots) {
  std::string given = "{";
  std::string seen = "{'p':{";
  for (int round = 0; round < 2; ++round)
    for (int number = 0; number < 40; ++number) {
      const auto name = "k" + std::to_string(number);
      given += "'p." + name + (round == 0 ? ".a':1," : ".b':2,");
      if (round == 0)
        seen += "'" + name + "':{'a':1,'b':2},";
    }
  given.back() = '}';
  seen.back() = '}';
  check(given.c_str(), (seen + "}").c_str());
}

BOOST_AUTO_TEST_SUITE_END()
