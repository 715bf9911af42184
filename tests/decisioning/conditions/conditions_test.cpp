#include <boost/test/unit_test.hpp>

#include <string>

#include "tests/decisioning/conditions/evaluation.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(conditions)

const char* const parameters =
  R"({'s':'Text','n':5,'ten':'10','l':[1,'a',null],'nul':null,'b':true,'o':{'k':'V'},
  'smile':'a😀b','empty':'','lo':[{'q':1},{'q':2}]})";

struct row {
  const char* logic;
  const char* value;
  bool holds;
};

void check(std::initializer_list<row> rows) {
  condition_context context(value(parameters));
  for (const auto& [logic, expected, holds] : rows)
    BOOST_TEST_CONTEXT(logic) {
      const auto found = evaluated(value(logic), context.rules());
      BOOST_CHECK_EQUAL(found.value, quoted(expected));
      BOOST_CHECK_EQUAL(found.holds, holds);
    }
}

BOOST_AUTO_TEST_CASE(any_value_is_a_condition) {
  check({{"true", "true", true},
         {"false", "false", false},
         {"null", "null", false},
         {"0", "0", false},
         {"'x'", "'x'", true},
         {"''", "''", false},
         {"[]", "[]", true},
         {"{}", "{}", true},
         {"{'a':1,'b':2}", "{}", true},
         {"[1,{'+':[1,1]}]", "[1,2]", true}});
}

BOOST_AUTO_TEST_CASE(variables) {
  check({{"{'var':'mbox.s'}", "'Text'", true},
         {"{'var':'mbox.s_lc'}", "'text'", true},
         {"{'var':['mbox.zz',7]}", "7", true},
         {"{'var':'mbox.zz'}", "null", false},
         {"{'var':['mbox.nul',7]}", "null", false},
         {"{'var':['mbox.nul.x',7]}", "7", true},
         {"{'var':'mbox.o.k_lc'}", "'v'", true},
         {"{'var':'mbox.l.1'}", "'a'", true},
         {"{'var':'mbox.l.length'}", "3", true},
         {"{'var':'mbox.s.length'}", "4", true},
         {"{'var':'mbox.s.1'}", "'e'", true},
         {"{'var':'mbox.smile.length'}", "4", true},
         {"{'var':'mbox.constructor'}", "null", false},
         {"{'var':'__proto__'}", "null", false},
         {"{'var':''}", "{}", true},
         {"{'var':[]}", "{}", true},
         {"{'var':null}", "{}", true},
         {"{'var':{'cat':['mbox','.','n']}}", "5", true},
         {"{'var':'page.url.length'}", "43", true},
         {"{'var':'page'}", "{}", true},
         {"{'var':'page.'}", "null", false},
         {"{'var':'.page'}", "null", false},
         {"{'var':'allocation.x'}", "null", false},
         {"{'var':'mbox.l.01'}", "null", false}});
}

BOOST_AUTO_TEST_CASE(the_context) {
  check({{"{'var':'current_timestamp'}", "1585098300000", true},
         {"{'var':'current_time'}", "'0105'", true},
         {"{'var':'current_day'}", "3", true},
         {"{'var':'user.browserType'}", "'chrome'", true},
         {"{'var':'user.browserVersion'}", "80", true},
         {"{'var':'user.platform'}", "'windows'", true},
         {"{'var':'user.locale'}", "'en'", true},
         {"{'var':'page.domain'}", "'example.co.uk'", true},
         {"{'var':'page.subdomain'}", "'shop'", true},
         {"{'var':'page.topLevelDomain_lc'}", "'co.uk'", true},
         {"{'var':'page.path_lc'}", "'/path'", true},
         {"{'var':'page.fragment'}", "'Top'", true},
         {"{'var':'page.query'}", "'q=1'", true},
         {"{'var':'referring.subdomain'}", "'ref'", true},
         {"{'var':'geo.country'}", "'US'", true},
         {"{'var':'geo.latitude'}", "37.75", true},
         {"{'var':'geo.city'}", "null", false},
         {"{'var':['geo.city','none']}", "'none'", true}});
}

BOOST_AUTO_TEST_CASE(equality) {
  check({{"{'==':[1,'1']}", "true", true},
         {"{'==':['',0]}", "true", true},
         {"{'==':[null,0]}", "false", false},
         {"{'==':[null]}", "true", true},
         {"{'===':[null]}", "false", false},
         {"{'==':[true,'1']}", "true", true},
         {"{'==':[[],'']}", "true", true},
         {"{'==':[[1,[2,null]],'1,2,']}", "true", true},
         {"{'==':[{},'[object Object]']}", "true", true},
         {"{'==':[{'var':'mbox.l'},{'var':'mbox.l'}]}", "true", true},
         {"{'==':[[1],[1]]}", "false", false},
         {"{'==':[{'var':'mbox.o'},{'var':'mbox.o'}]}", "true", true},
         {"{'==':['0x10',16]}", "true", true},
         {"{'==':['inf',{'/':[1,0]}]}", "false", false},
         {"{'==':['Infinity',{'/':[1,0]}]}", "true", true},
         {"{'==':['\\ufeff 1e3 ',1000]}", "true", true},
         {"{'===':[1,1.0]}", "true", true},
         {"{'!==':['1',1]}", "true", true},
         {"{'!=':['a','b']}", "true", true},
         {"{'==':[{'var':'mbox.ten'},10]}", "true", true},
         {"{'==':['80',{'var':'user.browserVersion'}]}", "true", true},
         {"{'==':[80,{'var':'user.browserVersion'}]}", "true", true},
         {"{'===':['80',{'var':'user.browserVersion'}]}", "false", false},
         {"{'==':['chrome',{'var':'user.browserType'}]}", "true", true},
         {"{'!=':[{'var':'user.browserType'},'edge']}", "true", true}});
}

BOOST_AUTO_TEST_CASE(order) {
  check({{"{'<':['37.70',38]}", "true", true},
         {"{'<':['10','9']}", "true", true},
         {"{'<':[10,'9']}", "false", false},
         {"{'<':[null,1]}", "true", true},
         {"{'<=':[null,null]}", "true", true},
         {"{'<':[1]}", "false", false},
         {"{'<':[1,2,3]}", "true", true},
         {"{'<':[1,3,2]}", "false", false},
         {"{'>':[3,2,5]}", "true", true},
         {"{'>=':['b','a']}", "true", true},
         {"{'<':['a','b',null]}", "false", false},
         {"{'<':['\U0001F600','\uE000']}", "true", true},
         {"{'<=':[0,{'var':'allocation'},100]}", "true", true},
         {"{'<':[{'var':'mbox.zz'},1]}", "true", true},
         {"{'>':[{'var':'user.browserVersion'},'79']}", "true", true},
         {"{'<=':['0000',{'var':'current_time'}]}", "true", true}});
}

BOOST_AUTO_TEST_CASE(logic) {
  check({{"{'and':[1,'a']}", "'a'", true},
         {"{'and':[1,'',3]}", "''", false},
         {"{'and':[]}", "undefined", false},
         {"{'or':[0,[],'x']}", "'x'", true},
         {"{'or':[0,null]}", "null", false},
         {"{'or':[0,[]]}", "[]", true},
         {"{'!':[[]]}", "true", true},
         {"{'!':[{}]}", "false", false},
         {"{'!':'0'}", "false", false},
         {"{'!':[]}", "true", true},
         {"{'!!':[[]]}", "false", false},
         {"{'!!':'0'}", "true", true},
         {"{'if':[true,1,2]}", "1", true},
         {"{'if':[[],1,2]}", "2", true},
         {"{'if':[false,1]}", "null", false},
         {"{'?:':[0,1,0,2,3]}", "3", true},
         {"{'if':[]}", "null", false},
         {"{'log':'x'}", "'x'", true}});
}

BOOST_AUTO_TEST_CASE(arithmetic) {
  check({{"{'+':['1.5abc',2]}", "3.5", true},
         {"{'+':[]}", "0", false},
         {"{'+':['x']}", "NaN", false},
         {"{'+':[null]}", "NaN", false},
         {"{'*':['x']}", "'x'", true},
         {"{'*':[]}", "error", false},
         {"{'*':['2',3,4]}", "24", true},
         {"{'-':['5']}", "-5", true},
         {"{'-':[7,'2']}", "5", true},
         {"{'/':[1,4]}", "0.25", true},
         {"{'%':[-7,3]}", "-1", true},
         {"{'%':[5]}", "NaN", false},
         {"{'max':[]}", "-Infinity", true},
         {"{'min':[]}", "Infinity", true},
         {"{'max':[1,'7',null]}", "7", true},
         {"{'min':['x',1]}", "NaN", false},
         {"{'cat':[1e21,' ',1e-7,' ',-0.0,' ',0.1]}", "'1e+21 1e-7 0 0.1'", true}});
}

BOOST_AUTO_TEST_CASE(texts) {
  check({{"{'cat':[1,null,[2,[3]],true,{}]}", "'12,3true[object Object]'", true},
         {"{'substr':['jsonlogic',4]}", "'logic'", true},
         {"{'substr':['jsonlogic',-5]}", "'logic'", true},
         {"{'substr':['jsonlogic',1,3]}", "'son'", true},
         {"{'substr':['jsonlogic',4,-2]}", "'log'", true},
         {"{'substr':['jsonlogic',-5,-2]}", "'log'", true},
         {"{'substr':[null,1]}", "'ull'", true},
         {"{'substr':['abc',0,'-1']}", "''", false},
         {"{'substr':['abc',0,null]}", "''", false},
         {"{'cat':[{'substr':[{'var':'mbox.smile'},0,2]},{'substr':[{'var':'mbox.smile'},2,2]}]}",
          "'a😀b'", true},
         {"{'in':['ex','text']}", "true", true},
         {"{'in':['',{'var':'mbox.empty'}]}", "false", false},
         {"{'in':[null,'xnullx']}", "true", true},
         {"{'in':[1,'123']}", "true", true},
         {"{'in':['1',[1]]}", "false", false},
         {"{'in':[{'var':'geo.country'},['DE','US']]}", "true", true},
         {"{'in':['a',null]}", "false", false},
         {"{'in':['Shop',{'var':'page.url'}]}", "true", true},
         {"{'in':['Shop',{'var':'page.url_lc'}]}", "false", false}});
}

BOOST_AUTO_TEST_CASE(lists) {
  check({{"{'merge':[1,[2,[3]],null]}", "[1,2,[3],null]", true},
         {"{'merge':[]}", "[]", true},
         {"{'map':[{'var':'mbox.lo'},{'var':'q'}]}", "[1,2]", true},
         {"{'map':[null,1]}", "[]", true},
         {"{'map':[[1,2]]}", "[undefined,undefined]", true},
         {"{'map':[[7],{'var':'mbox.n'}]}", "[null]", true},
         {"{'filter':[[0,'',[],null,1],{'var':''}]}", "[1]", true},
         {"{'reduce':[[1,2,3],{'+':[{'var':'current'},{'var':'accumulator'}]},0]}", "6", true},
         {"{'reduce':[[1],{'var':'accumulator'}]}", "null", false},
         {"{'reduce':[null,1,'x']}", "'x'", true},
         {"{'reduce':[[],1,{'var':'mbox.n'}]}", "{}", true},
         {"{'all':[[1,2],{'>':[{'var':''},0]}]}", "true", true},
         {"{'all':[[],true]}", "false", false},
         {"{'all':['abc',true]}", "false", false},
         {"{'none':[[],true]}", "true", true},
         {"{'none':[[0],{'var':''}]}", "true", true},
         {"{'some':[[0,1],{'var':''}]}", "true", true},
         {"{'some':[null,true]}", "false", false},
         {"{'missing':['mbox.s','mbox.zz','mbox.empty','mbox.nul']}",
          "['mbox.zz','mbox.empty','mbox.nul']", true},
         {"{'missing':{'merge':['zz']}}", "['zz']", true},
         {"{'missing':[]}", "[]", true},
         {"{'missing_some':[1,['mbox.s','zz']]}", "[]", true},
         {"{'missing_some':[2,['mbox.s','zz']]}", "['zz']", true},
         {"{'missing_some':[1]}", "error", false}});
}

BOOST_AUTO_TEST_CASE(what_is_no_operation_is_refused_with_its_place) {
  condition_context context;
  const auto refusal = [&](const char* logic) {
    decisioning::expression_pool pool;
    decisioning::offence_log log;
    decisioning::compile_condition(
      pool, value(logic), decisioning::json_pointer("/rules/mboxes/hero/0/condition"), log);
    std::string refusals;
    for (const auto& offence : std::move(log).take())
      refusals += (refusals.empty() ? "" : "\n") + offence;
    return refusals;
  };
  BOOST_CHECK_EQUAL(refusal("{'and':[true,{'foo':1}]}"),
                    "/rules/mboxes/hero/0/condition/and/1: unknown operator \"foo\"");
  BOOST_CHECK_EQUAL(refusal("{'!':{'a/b~':1}}"),
                    "/rules/mboxes/hero/0/condition/!: unknown operator \"a/b~\"");
  BOOST_CHECK_EQUAL(refusal("{'/':[1,{'foo':1}]}"),
                    "/rules/mboxes/hero/0/condition/~1/1: unknown operator \"foo\"");
  BOOST_CHECK_EQUAL(refusal("{'map':[[],[{'x':1}]]}"),
                    "/rules/mboxes/hero/0/condition/map/1/0: unknown operator \"x\"");
  BOOST_CHECK_EQUAL(refusal("{'or':[{'foo':[{'within':1}]},{'!':{'bar':1}}]}"),
                    "/rules/mboxes/hero/0/condition/or/0: unknown operator \"foo\"\n"
                    "/rules/mboxes/hero/0/condition/or/1/!: unknown operator \"bar\"");
  BOOST_CHECK_EQUAL(refusal("{'reduce':[[],1,{'x':1}]}"), "");
  BOOST_CHECK_EQUAL(refusal("{'a':{'foo':1},'b':2}"), "");
}

BOOST_AUTO_TEST_CASE(conditions_that_would_not_end_fail) {
  std::string list = "[";
  for (int count = 0; count < 400; ++count)
    list += count == 0 ? "1" : ",1";
  list += "]";
  condition_context context(value("{'l':" + list + "}"));
  const auto each = [](const std::string& inner) { return "{'map':[" + inner + "]}"; };
  // 400 * 400 * 400 steps.
  const auto deep =
    each("{'var':'mbox.l'},{'map':[" + list + ",{'map':[" + list + ",{'var':''}]}]}");
  BOOST_CHECK_EQUAL(evaluated(value(deep), context.rules()).value, "limit");
  const auto doubling =
    "{'reduce':[{'var':'mbox.l'},{'cat':[{'var':'accumulator'},{'var':'accumulator'}]},'x']}";
  BOOST_CHECK_EQUAL(evaluated(value(doubling), context.rules()).value, "limit");
}

BOOST_AUTO_TEST_CASE(texts_that_grow_large_are_not_computed_in_advance) {
  std::string text = "'" + std::string(10'000'000, 'x') + "'";
  for (int depth = 0; depth < 90; ++depth)
    text = "{'cat':[" + text + ",'y']}";
  decisioning::expression_pool pool;
  const auto condition = value("{'or':[{'==':[{'cat':['a','b']},'ab']}," + text + "]}");
  compiled_in(pool, condition);
  std::size_t kept = 0;
  for (const auto& folded : pool.texts)
    kept += folded.size();
  BOOST_CHECK_LE(kept, decisioning::max_folded_bytes);

  condition_context context;
  BOOST_CHECK(evaluated(value("{'==':[{'substr':[" + text + ",-2]},'yy']}"), context.rules())
              == outcome{"limit"});
  BOOST_CHECK_EQUAL(
    evaluated(value("{'substr':[{'cat':['" + std::string(20'000'000, 'x') + "','yz']},-2]}"),
              context.rules())
      .value,
    "\"yz\"");
}

BOOST_AUTO_TEST_SUITE_END()
