// JSON that is written as text at once, for what is sent and never looked at here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <target_sdk/json.hpp>

namespace target_sdk::tools {

/// An object. Names are written as they are, each at most once; texts are escaped.
class written_object {
public:
  void set(std::string_view name, std::string_view text) {
    add_name(name);
    append_json_string(out_, text);
  }
  void set(std::string_view name, const char* text) { set(name, std::string_view(text)); }
  void set(std::string_view name, std::int64_t number) { set_json(name, std::to_string(number)); }
  void set(std::string_view name, bool) = delete;
  void set_json(std::string_view name, std::string_view value) {
    add_name(name);
    out_ += value;
  }

  std::string take() && {
    out_ += '}';
    return std::move(out_);
  }

private:
  void add_name(std::string_view name) {
    out_.append(out_.size() > 1 ? ",\"" : "\"").append(name).append("\":");
  }

  std::string out_ = "{";
};

/// An array.
class written_array {
public:
  void add(std::string_view text) {
    add_comma();
    append_json_string(out_, text);
  }
  void add_json(std::string_view value) {
    add_comma();
    out_ += value;
  }

  std::string take() && {
    out_ += ']';
    return std::move(out_);
  }

private:
  void add_comma() {
    if (out_.size() > 1)
      out_ += ',';
  }

  std::string out_ = "[";
};

} // namespace target_sdk::tools
