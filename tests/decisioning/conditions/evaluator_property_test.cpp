// Compiled conditions against the plain evaluator, on random conditions and data.
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/decisioning/conditions/evaluation.hpp"
#include "tests/decisioning/conditions/plain_evaluator.hpp"

using namespace samples;

BOOST_AUTO_TEST_SUITE(evaluator_property)

/// Writes random conditions as JSON text.
class writer {
public:
  explicit writer(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return random_() % bound; }
  template <std::size_t Count>
  std::string pick(const char* const (&choices)[Count]) {
    return choices[below(Count)];
  }

  std::string constant() {
    static const char* const texts[] = {"''",
                                        "'a'",
                                        "'ABC'",
                                        "'10'",
                                        "'9'",
                                        "'0x1F'",
                                        "' 12 '",
                                        "'1e3'",
                                        "'-5'",
                                        "'null'",
                                        "'true'",
                                        "'Infinity'",
                                        "'nan'",
                                        "'0.5'",
                                        "'12abc'",
                                        "'.5'",
                                        "'5.'",
                                        "'é'",
                                        "'😀x'",
                                        "'\uE000'",
                                        "'1,2'",
                                        "'chrome'",
                                        "'example.co.uk'",
                                        "'US'",
                                        "'q=1'",
                                        "0",
                                        "1",
                                        "-1",
                                        "2",
                                        "5",
                                        "10",
                                        "37.75",
                                        "50",
                                        "80",
                                        "100",
                                        "0.1",
                                        "1e21",
                                        "1e-7",
                                        "1585098300000",
                                        "true",
                                        "false",
                                        "null",
                                        "[]",
                                        "[1,2]",
                                        "['a',null]",
                                        "{}",
                                        "{'x':1,'y':2}"};
    return pick(texts);
  }

  std::string variable() {
    static const char* const names[] = {"allocation",
                                        "current_timestamp",
                                        "current_time",
                                        "current_day",
                                        "user.browserType",
                                        "user.browserVersion",
                                        "user.platform",
                                        "page.url",
                                        "page.url_lc",
                                        "page.path_lc",
                                        "page.domain",
                                        "page.subdomain",
                                        "page.topLevelDomain",
                                        "page.query",
                                        "referring.domain_lc",
                                        "geo.country",
                                        "geo.latitude",
                                        "geo.city",
                                        "mbox.s",
                                        "mbox.s_lc",
                                        "mbox.n",
                                        "mbox.l",
                                        "mbox.l.0",
                                        "mbox.l.length",
                                        "mbox.nul",
                                        "mbox.o.k",
                                        "mbox.o.k_lc",
                                        "mbox.zz",
                                        "mbox.lo",
                                        "mbox.lo.0.q",
                                        "page.url.length",
                                        "page.url.3",
                                        "mbox.s.length",
                                        "nope",
                                        "page",
                                        "mbox",
                                        "mbox.l.x",
                                        "allocation.y",
                                        "mbox.a.b",
                                        "mbox.a.b_lc"};
    const auto name = pick(names);
    return below(5) == 0 ? "{'var':['" + name + "'," + constant() + "]}" : "{'var':'" + name + "'}";
  }

  std::string inner() {
    static const char* const bodies[] = {"{'var':''}",
                                         "{'var':'q'}",
                                         "{'var':['q',7]}",
                                         "{'var':'0'}",
                                         "{'>':[{'var':''},1]}",
                                         "{'==':[{'var':''},'a']}",
                                         "{'cat':[{'var':''},'x']}",
                                         "{'!':{'var':''}}",
                                         "{'+':[{'var':''},1]}",
                                         "{'missing':['q']}",
                                         "{'substr':[{'var':''},1]}",
                                         "{'in':[{'var':''},['a',1]]}",
                                         "{'<':[0,{'var':''},10]}",
                                         "{'if':[{'var':'q'},1,'n']}",
                                         "{'map':[{'var':''},{'var':''}]}"};
    return below(6) == 0 ? constant() : pick(bodies);
  }

  std::string term(int depth) {
    const auto kind = below(10);
    return kind < 4 ? variable() : kind < 6 || depth <= 0 ? constant() : expression(depth - 1);
  }

  std::string terms(std::size_t count, int depth) {
    std::string list = "[";
    for (std::size_t index = 0; index < count; ++index)
      list += (index > 0 ? std::string(",") : std::string()) + term(depth);
    return list + "]";
  }

  std::string source(int depth) {
    static const char* const lists[] = {"{'var':'mbox.l'}", "{'var':'mbox.lo'}", "[1,'a',null,2]"};
    return below(2) == 0 ? pick(lists) : below(2) == 0 ? term(depth) : terms(below(4), depth);
  }

  // A known variable against its own value, as a number or as text, on either side.
  std::string boundary() {
    static const char* const names[] = {
      "allocation",   "current_timestamp", "current_day",   "user.browserVersion",
      "current_time", "user.browserType",  "user.platform", "page.url",
      "page.domain",  "page.path_lc",      "page.subdomain"};
    static const char* const relations[] = {"==", "===", "!=", "!==", "<", "<=", ">", ">="};
    const auto name = pick(names);
    const auto variable = "{'var':'" + name + "'}";
    const auto own = own_value(name);
    const auto relation = [&] {
      const auto op = pick(relations);
      return below(2) == 0 ? "{'" + op + "':[" + variable + "," + own + "]}"
                           : "{'" + op + "':[" + own + "," + variable + "]}";
    };
    switch (below(6)) {
    case 0: return "{'and':[" + relation() + "," + relation() + "]}";
    case 1: return "{'<':[" + own + "," + variable + "," + term(0) + "]}";
    case 2: return "{'<=':[" + own + "," + variable + "," + own + "]}";
    case 3: return "{'in':[" + own + "," + (below(2) == 0 ? variable : "[1," + own + "]") + "]}";
    default: return relation();
    }
  }

  std::string own_value(const std::string& name) {
    const auto dot = name.find('.');
    const json_view found = dot == std::string::npos
                              ? seen_[name]
                              : json_view(seen_[name.substr(0, dot)])[name.substr(dot + 1)];
    const auto text = found.dump();
    return found.is_number() && below(4) == 0 ? "'" + text + "'" : text;
  }

  condition_visit visit() {
    static const char* const urls[] = {"https://www.Shop.example.co.uk/Path?q=1#Top",
                                       "http://example.com", "//A.b.example.org/x/Y", ""};
    static const char* const agents[] = {
      "Mozilla/5.0 (Windows NT 10.0) Chrome/80.0 Safari/537.36", "Firefox/73.0",
      "(Macintosh; Intel) Version/13.1 Safari/605", "Edg/0.1", ""};
    constexpr std::int64_t day_ms = 86'400'000;
    const auto days = static_cast<std::int64_t>(below(20'000)) - 5'000;
    return {.url = pick(urls),
            .user_agent = pick(agents),
            .visitor = "v" + std::to_string(below(1000)),
            .now_ms = days * day_ms + static_cast<std::int64_t>(below(day_ms))};
  }

  /// What conditions will see; some are written about it.
  void look_at(json seen) { seen_ = std::move(seen); }

  std::string expression(int depth) {
    if (below(6) == 0)
      return boundary();
    static const char* const operations[] = {
      "and",     "or",           "==",  "===",  "!=",     "!==",
      "<",       "<=",           ">",   ">=",   "!",      "!!",
      "if",      "?:",           "in",  "cat",  "substr", "merge",
      "max",     "min",          "+",   "-",    "*",      "/",
      "%",       "and",          "==",  "<",    "in",     "log",
      "map",     "filter",       "all", "none", "some",   "reduce",
      "missing", "missing_some", "var"};
    static const char* const steps[] = {"{'+':[{'var':'current'},{'var':'accumulator'}]}",
                                        "{'cat':[{'var':'accumulator'},{'var':'current'}]}",
                                        "{'max':[{'var':'accumulator'},{'var':'current'}]}",
                                        "{'var':'current.q'}",
                                        "{'merge':[{'var':'accumulator'},{'var':'current'}]}"};
    static const char* const names[] = {"'mbox.s'",   "'mbox.zz'", "'geo.city'", "'page.fragment'",
                                        "'mbox.nul'", "''",        "1"};
    const auto op = pick(operations);
    const auto one = [&](const std::string& operands) { return "{'" + op + "':" + operands + "}"; };
    if (op == "map" || op == "filter" || op == "all" || op == "none" || op == "some")
      return one("[" + source(depth) + "," + inner() + "]");
    if (op == "reduce")
      return one("[" + source(depth) + "," + pick(steps) + (below(4) == 0 ? "]" : ",0]"));
    if (op == "missing")
      return one("[" + pick(names) + "," + pick(names) + "]");
    if (op == "missing_some")
      return one("[1,[" + pick(names) + "," + pick(names) + "]]");
    if (op == "!" || op == "!!" || op == "log")
      return one(below(2) == 0 ? "[" + term(depth) + "]" : variable());
    if (op == "var")
      return one("[{'cat':['mbox','.','s']}," + constant() + "]");
    const auto count = op == "if" || op == "?:" ? below(6)
                       : op == "in"             ? 2
                       : below(5) == 0          ? below(4)
                                                : 2;
    return one(terms(count, depth));
  }

  std::string parameters() {
    static const char* const texts[] = {"'Text'", "''", "'5'", "'10'", "'A😀'", "'x.y'"};
    static const char* const lists[] = {"[]", "[1,'a',null]", "['a','b']", "[[1],[2,3]]"};
    static const char* const numbers[] = {"0", "5", "-1.5", "'7'"};
    return "{'s':" + pick(texts) + ",'n':" + pick(numbers) + ",'l':" + pick(lists)
           + ",'nul':null,'o':{'k':'Val','z':1},'lo':[{'q':1},{'q':'a'},{}],'a.b':" + pick(texts)
           + "}";
  }

private:
  std::mt19937 random_;
  json seen_;
};

std::string shown(const plain::js& v) {
  switch (v.kind) {
  case plain::js::undefined: return "undefined";
  case plain::js::string: return json(v.s).dump();
  case plain::js::object: return "{}";
  case plain::js::list: {
    std::string out = "[";
    for (std::size_t index = 0; index < v.elements->size(); ++index)
      out += (index > 0 ? std::string(",") : std::string()) + shown((*v.elements)[index]);
    return out + "]";
  }
  default: return plain::text_of(v);
  }
}

outcome plainly_evaluated(json_view logic, const plain::js& data) {
  try {
    const auto result = plain::apply(plain::js::from(logic), data);
    return {shown(result), plain::truthy(result)};
  } catch (const std::runtime_error&) {
    return {"error"};
  }
}

void compare(unsigned seed, int rounds, int depth) {
  writer random(seed);
  int values = 0;
  for (int round = 0; round < rounds; ++round) {
    condition_context context(value(random.parameters()), random.visit());
    const auto seen = decisioning::context_to_json(context.rules());
    random.look_at(seen);
    const auto data = plain::js::from(seen);
    const auto text = random.expression(depth);
    const auto logic = value(text);
    const auto expected = plainly_evaluated(logic, data);
    const auto found = evaluated(logic, context.rules());
    if (found.value == "limit")
      continue;
    values += found.value != "error";
    BOOST_REQUIRE_MESSAGE(found == expected,
                          text << "\ncompiled " << found.value << "\nplain    " << expected.value);
  }
  BOOST_CHECK_GT(values, rounds / 2);
}

BOOST_AUTO_TEST_CASE(shallow_conditions) {
  compare(1, 20'000, 1);
}
BOOST_AUTO_TEST_CASE(deeper_conditions) {
  compare(2, 20'000, 2);
}
BOOST_AUTO_TEST_CASE(deep_conditions) {
  compare(3, 5'000, 4);
}

BOOST_AUTO_TEST_SUITE_END()
