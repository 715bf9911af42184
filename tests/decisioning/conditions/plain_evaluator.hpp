// JSON Logic evaluated in the plainest way, straight from the JSON: what the compiled form is
// compared with. Slow, and without any of the engine's own helpers but numbers as text.
#pragma once

#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <target_sdk/json.hpp>

namespace plain {

struct js;
using js_list = std::vector<js>;
using js_members = std::vector<std::pair<std::string, js>>;

/// A JavaScript value.
struct js {
  enum kinds { undefined, null, boolean, number, string, list, object } kind = undefined;
  double n = 0;
  std::string s = {};
  std::shared_ptr<js_list> elements = {};
  std::shared_ptr<js_members> members = {};

  static js of(bool truth) { return {.kind = boolean, .n = truth ? 1.0 : 0.0}; }
  static js of(double value) { return {.kind = number, .n = value}; }
  static js of(std::string text) { return {.kind = string, .s = std::move(text)}; }
  static js of(js_list values) {
    return {.kind = list, .elements = std::make_shared<js_list>(std::move(values))};
  }
  static js nothing() { return {.kind = null}; }

  static js from(target_sdk::json_view view) {
    using target_sdk::json_type;
    switch (view.type()) {
    case json_type::boolean: return of(*view.as_bool());
    case json_type::number: return of(*view.as_double());
    case json_type::string: return of(std::string(*view.as_string()));
    case json_type::array: {
      js_list values;
      for (const auto element : view.elements())
        values.push_back(from(element));
      return of(std::move(values));
    }
    case json_type::object: {
      js made{.kind = object, .members = std::make_shared<js_members>()};
      for (const auto [key, value] : view.members())
        made.members->emplace_back(std::string(key), from(value));
      return made;
    }
    default: return nothing();
    }
  }

  bool nullish() const { return kind <= null; }
};

inline std::u16string wide(const std::string& text) {
  std::u16string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    char32_t code = more == 0 ? lead : more == 1 ? lead & 31 : more == 2 ? lead & 15 : lead & 7;
    for (int i = 1; i <= more; ++i)
      code = code << 6 | (static_cast<unsigned char>(text[at + static_cast<std::size_t>(i)]) & 63);
    at += static_cast<std::size_t>(more) + 1;
    if (code >= 0x10000) {
      out += static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10));
      out += static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF));
    } else {
      out += static_cast<char16_t>(code);
    }
  }
  return out;
}

inline std::string narrow(const std::u16string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char32_t code = text[at];
    if (code >= 0xD800 && code < 0xDC00 && at + 1 < text.size() && text[at + 1] >= 0xDC00
        && text[at + 1] < 0xE000)
      code = 0x10000 + ((code - 0xD800) << 10) + (text[++at] - 0xDC00u);
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 63));
    } else if (code < 0x10000) {
      out += static_cast<char>(0xE0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 63));
      out += static_cast<char>(0x80 | (code & 63));
    } else {
      out += static_cast<char>(0xF0 | code >> 18);
      out += static_cast<char>(0x80 | (code >> 12 & 63));
      out += static_cast<char>(0x80 | (code >> 6 & 63));
      out += static_cast<char>(0x80 | (code & 63));
    }
  }
  return out;
}

inline std::string text_of(const js& v) {
  switch (v.kind) {
  case js::undefined: return "undefined";
  case js::null: return "null";
  case js::boolean: return v.n != 0 ? "true" : "false";
  case js::number: return target_sdk::number_to_string(v.n);
  case js::string: return v.s;
  case js::object: return "[object Object]";
  case js::list: break;
  }
  std::string out;
  for (std::size_t at = 0; at < v.elements->size(); ++at) {
    if (at > 0)
      out += ',';
    const auto& element = (*v.elements)[at];
    if (!element.nullish())
      out = narrow(wide(out + text_of(element)));
  }
  return out;
}

inline double number_of(const js& v) {
  switch (v.kind) {
  case js::undefined: return std::numeric_limits<double>::quiet_NaN();
  case js::null: return 0;
  case js::boolean:
  case js::number: return v.n;
  default: return target_sdk::string_to_number(text_of(v));
  }
}

inline bool truthy(const js& v) {
  switch (v.kind) {
  case js::undefined:
  case js::null: return false;
  case js::boolean:
  case js::number: return v.n != 0 && !std::isnan(v.n);
  case js::string: return !v.s.empty();
  default: return true;
  }
}

inline bool logic_truthy(const js& v) {
  return v.kind == js::list ? !v.elements->empty() : truthy(v);
}

inline bool same(const js& a, const js& b) {
  if (a.kind != b.kind)
    return false;
  switch (a.kind) {
  case js::undefined:
  case js::null: return true;
  case js::boolean:
  case js::number: return a.n == b.n;
  case js::string: return a.s == b.s;
  case js::list: return a.elements == b.elements;
  default: return a.members == b.members;
  }
}

inline bool equal(const js& a, const js& b) {
  if (a.kind == b.kind)
    return same(a, b);
  if (a.nullish() || b.nullish())
    return a.nullish() && b.nullish();
  const bool a_refers = a.kind >= js::list, b_refers = b.kind >= js::list;
  if (a_refers && b_refers)
    return false;
  if (a_refers)
    return equal(js::of(text_of(a)), b);
  if (b_refers)
    return equal(a, js::of(text_of(b)));
  return number_of(a) == number_of(b);
}

/// -1, 0, 1, or 2 when the two cannot be ordered.
inline int order(const js& a, const js& b) {
  const auto left = a.kind >= js::list ? js::of(text_of(a)) : a;
  const auto right = b.kind >= js::list ? js::of(text_of(b)) : b;
  if (left.kind == js::string && right.kind == js::string) {
    const auto sign = wide(left.s).compare(wide(right.s));
    return sign < 0 ? -1 : sign > 0 ? 1 : 0;
  }
  const double x = number_of(left), y = number_of(right);
  return x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
}

inline double parse_float(const js& v) {
  const auto text = text_of(v);
  double best = std::numeric_limits<double>::quiet_NaN();
  // The longest prefix that Number() takes for a decimal number.
  for (std::size_t size = text.size(); size > 0; --size) {
    const auto prefix = text.substr(0, size);
    if (prefix.find_first_of("xXoObB") != std::string::npos)
      continue;
    if (prefix.find_first_not_of(" \t\n\r\v\f") == std::string::npos)
      continue;
    const auto value = target_sdk::string_to_number(prefix);
    if (!std::isnan(value)
        && target_sdk::string_to_number(prefix + "0") == target_sdk::string_to_number(prefix + "0"))
      return value;
    if (!std::isnan(value))
      best = value;
  }
  return best;
}

inline js member(const js& of, const std::string& key) {
  const auto index = [&](std::size_t size) -> std::size_t {
    if (key.empty() || key.size() > 9 || key.find_first_not_of("0123456789") != std::string::npos
        || (key[0] == '0' && key != "0"))
      return size;
    return std::min<std::size_t>(std::stoul(key), size);
  };
  if (of.kind == js::object) {
    for (auto at = of.members->rbegin(); at != of.members->rend(); ++at)
      if (at->first == key)
        return at->second;
  } else if (of.kind == js::list) {
    if (key == "length")
      return js::of(static_cast<double>(of.elements->size()));
    if (const auto at = index(of.elements->size()); at < of.elements->size())
      return (*of.elements)[at];
  } else if (of.kind == js::string) {
    const auto units = wide(of.s);
    if (key == "length")
      return js::of(static_cast<double>(units.size()));
    if (const auto at = index(units.size()); at < units.size())
      return js::of(narrow(units.substr(at, 1)));
  }
  return {};
}

inline js variable(const js& data, const js& name, const js& otherwise) {
  if (name.nullish() || (name.kind == js::string && name.s.empty()))
    return data;
  const auto missing = otherwise.kind == js::undefined ? js::nothing() : otherwise;
  auto at = data;
  const auto path = text_of(name) + '.';
  for (std::size_t from = 0, dot; (dot = path.find('.', from)) != std::string::npos;
       from = dot + 1) {
    if (at.nullish())
      return missing;
    at = member(at, path.substr(from, dot - from));
    if (at.kind == js::undefined)
      return missing;
  }
  return at;
}

inline js apply(const js& logic, const js& data);

inline js substr(const std::vector<js>& args) {
  const auto get = [&](std::size_t at) { return at < args.size() ? args[at] : js{}; };
  const auto whole = [](double v) { return std::isnan(v) ? 0 : std::trunc(v); };
  const auto cut = [](const std::u16string& text, double start, double count) {
    const auto size = static_cast<double>(text.size());
    const auto first = start < 0 ? std::max(0.0, size + start) : std::min(start, size);
    const auto length = std::max(0.0, std::min(count, size - first));
    return text.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(length));
  };
  const auto text = wide(text_of(get(0)));
  const auto start = whole(number_of(get(1)));
  const auto end = get(2);
  const auto infinity = std::numeric_limits<double>::infinity();
  if (end.kind == js::undefined)
    return js::of(narrow(cut(text, start, infinity)));
  if (!(number_of(end) < 0))
    return js::of(narrow(cut(text, start, whole(number_of(end)))));
  const auto rest = cut(text, start, infinity);
  const auto sum = end.kind == js::number || end.kind == js::boolean
                     ? static_cast<double>(rest.size()) + end.n
                     : target_sdk::string_to_number(std::to_string(rest.size()) + text_of(end));
  return js::of(narrow(cut(rest, 0, whole(sum))));
}

inline js missing_of(const std::vector<js>& args, const js& data) {
  js_list absent;
  const auto& names = !args.empty() && args[0].kind == js::list ? *args[0].elements : args;
  for (const auto& name : names) {
    if (name.kind == js::object && name.members->size() == 1)
      throw std::runtime_error("an operation as a name");
    const auto part = [&](std::size_t at) {
      return name.kind == js::list && at < name.elements->size() ? (*name.elements)[at] : js{};
    };
    const auto found =
      name.kind == js::list ? variable(data, part(0), part(1)) : variable(data, name, {});
    if (found.nullish() || (found.kind == js::string && found.s.empty()))
      absent.push_back(name);
  }
  return js::of(std::move(absent));
}

inline js apply(const js& logic, const js& data) {
  if (logic.kind == js::list) {
    js_list values;
    for (const auto& element : *logic.elements)
      values.push_back(apply(element, data));
    return js::of(std::move(values));
  }
  if (logic.kind != js::object || logic.members->size() != 1)
    return logic;
  const auto& op = logic.members->front().first;
  const auto& given = logic.members->front().second;
  const js_list raw = given.kind == js::list ? *given.elements : js_list{given};
  const auto evaluated = [&](std::size_t at) {
    return at < raw.size() ? apply(raw[at], data) : js{};
  };
  const auto scoped = [&](const js& item) { return raw.size() > 1 ? apply(raw[1], item) : js{}; };

  if (op == "if" || op == "?:") {
    std::size_t at = 0;
    for (; at + 1 < raw.size(); at += 2)
      if (logic_truthy(evaluated(at)))
        return evaluated(at + 1);
    return at < raw.size() ? evaluated(at) : js::nothing();
  }
  if (op == "and" || op == "or") {
    js current;
    for (std::size_t at = 0; at < raw.size(); ++at) {
      current = evaluated(at);
      if (logic_truthy(current) == (op == "or"))
        return current;
    }
    return current;
  }
  if (op == "map" || op == "filter" || op == "all" || op == "none" || op == "some"
      || op == "reduce") {
    const auto source = evaluated(0);
    const js_list items = source.kind == js::list ? *source.elements : js_list{};
    js_list made;
    std::size_t truths = 0;
    js accumulator = raw.size() > 2 ? raw[2] : js::nothing();
    for (const auto& item : items) {
      if (op == "reduce") {
        js scope{.kind = js::object, .members = std::make_shared<js_members>()};
        scope.members->emplace_back("current", item);
        scope.members->emplace_back("accumulator", accumulator);
        accumulator = scoped(scope);
        continue;
      }
      const auto result = scoped(item);
      const bool truth = logic_truthy(result);
      truths += truth;
      if (op == "map" || (op == "filter" && truth))
        made.push_back(op == "map" ? result : item);
      // Stops where the engine does: what comes after may raise errors.
      if ((op == "all" && !truth) || ((op == "none" || op == "some") && truth))
        break;
    }
    if (op == "reduce")
      return accumulator;
    if (op == "all")
      return js::of(!items.empty() && truths == items.size());
    if (op == "none" || op == "some")
      return js::of((truths > 0) == (op == "some"));
    return js::of(std::move(made));
  }

  js_list args;
  for (std::size_t at = 0; at < raw.size(); ++at)
    args.push_back(evaluated(at));
  const auto get = [&](std::size_t at) { return at < args.size() ? args[at] : js{}; };
  const auto infinity = std::numeric_limits<double>::infinity();
  if (op == "var")
    return variable(data, get(0), get(1));
  if (op == "missing")
    return missing_of(args, data);
  if (op == "missing_some") {
    const auto names = get(1);
    if (names.nullish())
      throw std::runtime_error("no names");
    const auto absent = missing_of(names.kind == js::list ? *names.elements : js_list{names}, data);
    const auto present =
      number_of(member(names, "length")) - static_cast<double>(absent.elements->size());
    const auto sign = order(get(0), js::of(present));
    return sign == -1 || sign == 0 ? js::of(js_list{}) : absent;
  }
  if (op == "==")
    return js::of(equal(get(0), get(1)));
  if (op == "!=")
    return js::of(!equal(get(0), get(1)));
  if (op == "===")
    return js::of(same(get(0), get(1)));
  if (op == "!==")
    return js::of(!same(get(0), get(1)));
  const auto before = [&](const js& a, const js& b, bool or_same) {
    const auto sign = order(a, b);
    return sign == -1 || (or_same && sign == 0);
  };
  if (op == "<" || op == "<=")
    return js::of(before(get(0), get(1), op == "<=")
                  && (get(2).kind == js::undefined || before(get(1), get(2), op == "<=")));
  if (op == ">" || op == ">=")
    return js::of(before(get(1), get(0), op == ">="));
  if (op == "!")
    return js::of(!logic_truthy(get(0)));
  if (op == "!!")
    return js::of(logic_truthy(get(0)));
  if (op == "max" || op == "min") {
    double result = op == "max" ? -infinity : infinity;
    for (const auto& v : args) {
      const auto number = number_of(v);
      if (std::isnan(number))
        return js::of(number);
      result = op == "max" ? std::max(result, number) : std::min(result, number);
    }
    return js::of(result);
  }
  if (op == "+" || op == "*") {
    if (op == "*" && args.empty())
      throw std::runtime_error("nothing to multiply");
    js result = op == "+" ? js::of(0.0) : args[0];
    for (std::size_t at = op == "+" ? 0 : 1; at < args.size(); ++at) {
      const auto left = parse_float(result), right = parse_float(args[at]);
      result = js::of(op == "+" ? left + right : left * right);
    }
    return result;
  }
  if (op == "-")
    return js::of(get(1).kind == js::undefined ? -number_of(get(0))
                                               : number_of(get(0)) - number_of(get(1)));
  if (op == "/")
    return js::of(number_of(get(0)) / number_of(get(1)));
  if (op == "%")
    return js::of(std::fmod(number_of(get(0)), number_of(get(1))));
  if (op == "in") {
    const auto where = get(1);
    if (where.kind == js::string)
      return js::of(!where.s.empty() && where.s.find(text_of(get(0))) != std::string::npos);
    bool found = false;
    if (where.kind == js::list)
      for (const auto& element : *where.elements)
        found = found || same(element, get(0));
    return js::of(found);
  }
  if (op == "cat") {
    std::string out;
    for (const auto& v : args)
      if (!v.nullish())
        out = narrow(wide(out + text_of(v)));
    return js::of(out);
  }
  if (op == "substr")
    return substr(args);
  if (op == "merge") {
    js_list made;
    for (const auto& v : args) {
      if (v.kind == js::list)
        made.insert(made.end(), v.elements->begin(), v.elements->end());
      else
        made.push_back(v);
    }
    return js::of(std::move(made));
  }
  if (op == "log")
    return get(0);
  throw std::runtime_error("unknown operation");
}

} // namespace plain
