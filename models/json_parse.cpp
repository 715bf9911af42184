#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "models/document.hpp"
#include "models/json_stream.hpp"
#include "models/parse_in_place.hpp"
#include "models/utf8.hpp"

namespace target_sdk {

namespace detail {

namespace {

/// Numbers come to the handler as text: RapidJSON 1.1.0 rounds some long ones wrongly even with
/// kParseFullPrecisionFlag. The encoding is checked beforehand, so that its fast paths apply.
constexpr unsigned parse_flags =
  rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;

using node_builder =
  rapidjson::GenericDocument<rapidjson::UTF8<>, pool_allocator, rapidjson::MemoryPoolAllocator<>>;

/// What std::from_chars gives when all of a text, up to `end`, is a number.
struct done {
  const char* end;
  explicit done(const char* at) : end(at) {}
  friend bool operator==(const std::from_chars_result& parsed, const done& expected) {
    return parsed.ec == std::errc() && parsed.ptr == expected.end;
  }
};

/// Whether a number that is no double is too large, not too small.
bool overflows(std::string_view number) {
  const auto mark = std::min(number.find_first_of("eE"), number.size());
  const auto first = number.find_first_of("123456789");
  const auto point = std::min(number.find('.'), mark);
  long exponent = 0;
  if (mark < number.size()) {
    const auto* from = number.data() + mark + 1;
    std::from_chars(*from == '+' ? from + 1 : from, number.data() + number.size(), exponent);
  }
  return static_cast<long>(point) - static_cast<long>(first) + exponent > 0;
}

/// Hands what the parser finds to the builder of nodes, and refuses what we do not read.
class checking_builder {
public:
  checking_builder(node_builder& nodes, std::size_t max_depth)
    : nodes_(nodes),
      depth_left_(max_depth) {}

  const char* reason() const noexcept { return reason_; }

  bool Null() { return nodes_.Null(); }
  bool Bool(bool value) { return nodes_.Bool(value); }
  // Never called: numbers come as text. The reader's template wants them all the same.
  bool Int(int value) { return nodes_.Int(value); }
  bool Uint(unsigned value) { return nodes_.Uint(value); }
  bool Int64(std::int64_t value) { return nodes_.Int64(value); }
  bool Uint64(std::uint64_t value) { return nodes_.Uint64(value); }
  bool Double(double value) { return nodes_.Double(value); }

  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    const auto* end = text + size;
    if (std::int64_t whole = 0; std::from_chars(text, end, whole) == done(end))
      return nodes_.Int64(whole);
    if (std::uint64_t whole = 0; std::from_chars(text, end, whole) == done(end))
      return nodes_.Uint64(whole);
    double real = 0;
    if (std::from_chars(text, end, real).ec != std::errc() && overflows({text, size}))
      return refuse("number out of range");
    return nodes_.Double(real);
  }

  bool String(const char* text, rapidjson::SizeType size, bool copy) {
    return nodes_.String(text, size, copy);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    return String(text, size, copy);
  }

  bool StartObject() { return enter() && nodes_.StartObject(); }
  bool StartArray() { return enter() && nodes_.StartArray(); }
  bool EndObject(rapidjson::SizeType count) {
    ++depth_left_;
    return nodes_.EndObject(count);
  }
  bool EndArray(rapidjson::SizeType count) {
    ++depth_left_;
    return nodes_.EndArray(count);
  }

private:
  bool enter() {
    if (depth_left_ == 0)
      return refuse("nested too deep");
    --depth_left_;
    return true;
  }
  bool refuse(const char* reason) {
    reason_ = reason;
    return false;
  }

  node_builder& nodes_;
  std::size_t depth_left_;
  const char* reason_ = nullptr;
};

/// The UTF-16 code unit of an escape `\uXXXX` at the start of `text`; 0 when there is none.
unsigned escaped_unit(std::string_view text) noexcept {
  unsigned unit = 0;
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u')
    return 0;
  const auto* end = text.data() + 6;
  return std::from_chars(text.data() + 2, end, unit, 16) == done(end) ? unit : 0;
}

constexpr bool is_high_surrogate(unsigned unit) noexcept {
  return unit >= 0xd800 && unit < 0xdc00;
}
constexpr bool is_low_surrogate(unsigned unit) noexcept {
  return unit >= 0xdc00 && unit < 0xe000;
}

/// Half a surrogate pair is no character: such an escape becomes `\ufffd`, as it does in the output
/// of JavaScript. RapidJSON would refuse the whole text for `\ud800`, and write what is not UTF-8
/// for `\udc00`.
void mend_lone_surrogates(char* begin, std::size_t size) noexcept {
  std::string_view rest(begin, size);
  for (auto at = rest.find('\\'); at != std::string_view::npos; at = rest.find('\\', at)) {
    const auto unit = escaped_unit(rest.substr(at));
    const bool is_pair =
      is_high_surrogate(unit) && is_low_surrogate(escaped_unit(rest.substr(at + 6)));
    if (!is_pair && (is_high_surrogate(unit) || is_low_surrogate(unit)))
      std::memcpy(begin + at + 2, "fffd", 4);
    at += is_pair ? 12 : unit != 0 ? 6 : 2;
  }
}

/// Text that editors of Windows write begins with a mark that is no part of it.
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// What is wrong with a text before it is parsed.
std::optional<json_fault> find_fault(std::string_view text) {
  if (text.size() > 0xffffffff)
    return json_fault{.offset = {}, .reason = "more than 4 GiB of text"};
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return json_fault{.offset = nul, .reason = "NUL byte"};
  if (const auto invalid = find_invalid_utf8(text); invalid != std::string_view::npos)
    return json_fault{.offset = invalid, .reason = "invalid UTF-8"};
  return std::nullopt;
}

/// Parses the text, which `find_fault` found nothing in, at the start of the block of `into`.
tl::expected<json, json_fault> parse_nodes(std::shared_ptr<document> into, std::size_t text_size,
                                           std::size_t max_depth) {
  mend_lone_surrogates(into->block, text_size);
  // Blanks in its place keep the offsets of errors as they are in the text given.
  if (std::string_view(into->block, text_size).starts_with(byte_order_mark))
    std::memset(into->block, ' ', byte_order_mark.size());
  alignas(std::max_align_t) char scratch[4096];
  rapidjson::MemoryPoolAllocator<> scratch_pool(scratch, sizeof(scratch));
  node_builder nodes(&into->pool, 2048, &scratch_pool);
  rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, rapidjson::MemoryPoolAllocator<>>
    reader(&scratch_pool);
  json_stream stream(into->block);
  checking_builder handler(nodes, max_depth);
  const auto generate = [&](node_builder&) {
    return !reader.Parse<parse_flags>(stream, handler).IsError();
  };
  nodes.Populate(generate);
  if (reader.HasParseError())
    return tl::unexpected(json_fault{
      .offset = reader.GetErrorOffset(),
      .reason = handler.reason() ? handler.reason()
                                 : rapidjson::GetParseError_En(reader.GetParseErrorCode())});
  into->root = std::move(static_cast<node&>(nodes));
  return to_value(std::move(into));
}

/// Parses a copy of a text that `find_fault` found nothing in.
tl::expected<json, json_fault> parse_copy(std::string_view text, std::size_t max_depth) {
  auto out = std::make_shared<document>(
    text.size(), std::clamp<std::size_t>(text.size() + text.size() / 4, 256, 16 * 1024));
  text.copy(out->block, text.size());
  return parse_nodes(std::move(out), text.size(), max_depth);
}

/// A text that has its spare capacity as a part, so that nodes may be written there.
struct whole_text {
  explicit whole_text(std::string given) : text(std::move(given)) { text.resize(text.capacity()); }
  std::string text;
};

/// A document in the memory of a text, which is a base, as it must be there before the document.
struct document_in_place : private whole_text, public document {
  document_in_place(std::string given, std::size_t text_size)
    : whole_text(std::move(given)),
      document(text, text_size) {}
};

} // namespace

std::string json_fault::message() const {
  return (offset ? "JSON, offset " + std::to_string(*offset) : "JSON") + ": " + reason;
}

result<json> parse_document(std::string_view text, std::size_t max_depth, error_kind kind) {
  if (const auto fault = find_fault(text))
    return fail(kind, fault->message());
  auto parsed = parse_copy(text, max_depth);
  if (!parsed)
    return fail(kind, parsed.error().message());
  return *std::move(parsed);
}

tl::expected<json, json_fault> parse_in_place(std::string text) {
  if (auto fault = find_fault(text))
    return tl::unexpected(*std::move(fault));
  const auto size = text.size();
  constexpr std::size_t least_nodes = 1024;
  if (text.capacity() < document::least_size(size) + least_nodes
      || text.capacity() - size > size / 2)
    return parse_copy(text, max_json_depth);
  return parse_nodes(std::make_shared<document_in_place>(std::move(text), size), size,
                     max_json_depth);
}

} // namespace detail

result<json> json::parse(std::string_view text) {
  return detail::parse_document(text, max_json_depth, error_kind::malformed_response);
}

} // namespace target_sdk
