// What a client sends to the local edge, byte by byte as it comes from a socket: requests of
// HTTP/1, one behind the other. Each is answered or refused, however it is cut into pieces, and an
// answer is HTTP and holds nothing that the request put there.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <target_sdk/json.hpp>

#include "tests/fuzz/fuzz.hpp"
#include "tests/tools/edge_rules.hpp"
#include "tools/targetctl/edge/json_answers.hpp"
#include "tools/targetctl/edge/request_reader.hpp"
#include "tools/targetctl/edge/router.hpp"
#include "tools/targetctl/edge/wire_text.hpp"

namespace {

using namespace target_sdk;
using namespace target_sdk::tools::edge;
using fuzz::require;
namespace http = boost::beast::http;

/// Small, so that inputs reach them.
constexpr request_limits limits{.head = 1024, .body = 2048};
constexpr std::size_t buffer_limit = 1536;

const edge_world& world() {
  static const auto& made = *new edge_world{
    .rules = *make_rules_file(testing::edge_rules, artifact_format::json, "ORG@AdobeOrg"),
    .edge_host = "mboxedge28.tt.omtrdc.net",
    .cluster = "28"};
  return made;
}

/// Bytes that come in pieces.
class stream {
public:
  /// A `seed` of 0: all at once.
  stream(std::string_view text, std::uint32_t seed) noexcept : left_(text), seed_(seed) {}

  /// False at the end.
  bool read_into(request_reader::buffer& buffer) {
    const auto size = std::min({left_.size(), next_size(), buffer.max_size() - buffer.size()});
    const auto room = buffer.prepare(size);
    std::copy_n(left_.data(), size, static_cast<char*>(room.data()));
    buffer.commit(size);
    left_.remove_prefix(size);
    return size > 0;
  }

private:
  /// Mostly a few bytes, now and then many.
  std::size_t next_size() noexcept {
    if (seed_ == 0)
      return left_.size();
    seed_ = seed_ * 1664525U + 1013904223U;
    const auto drawn = seed_ >> 16U;
    return 1 + (drawn % 4 == 0 ? drawn % 512 : drawn % 8);
  }

  std::string_view left_;
  std::uint32_t seed_;
};

void check_record(const std::string& lines) {
  std::string_view rest = lines;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    require(line.size() < rest.size(), "each line of the record has an end");
    require(json::parse(std::string(line)).has_value(), "a line of the record is JSON");
    rest.remove_prefix(line.size() + 1);
  }
}

/// Reads an answer as a client does, which knows the answer's own fields alone.
void check_answer(const web_answer& reply, const std::string& text, bool is_to_head) {
  http::response_parser<http::string_body> parser;
  parser.eager(true);
  parser.skip(is_to_head);
  boost::system::error_code failure;
  const auto size = parser.put(boost::asio::buffer(text), failure);
  require(!failure && parser.is_done() && size == text.size(), "an answer is HTTP");
  const auto& read = parser.get();
  require(static_cast<int>(read.result_int()) == reply.status, "its status is its status");
  const auto fields = std::distance(read.begin(), read.end());
  const bool has_length = read.find(http::field::content_length) != read.end();
  require(fields == static_cast<std::ptrdiff_t>(reply.headers.size()) + 2 + (has_length ? 1 : 0),
          "no request adds a field");
  if (reply.body && read[http::field::content_type].starts_with("application/json"))
    require(json::parse(*reply.body).has_value(), "what is called JSON is JSON");
}

/// What the edge sends.
std::string text_of(const web_answer& reply, const web_request& request, bool keeps_alive) {
  constexpr int known[] = {200, 204, 304, 400, 404, 405, 413, 415, 431, 503};
  require(std::find(std::begin(known), std::end(known), reply.status) != std::end(known),
          "a status is one of the edge's");
  auto text = head_text(reply, keeps_alive);
  if (reply.body && request.method != "HEAD")
    text += *reply.body;
  check_answer(reply, text, request.method == "HEAD");
  return text;
}

std::string answer_text(const request_reader& reader, const web_request& request) {
  require(request.body.size() <= limits.body, "a body has its bounds");
  const edge_moment moment{.now_ms = 1'600'000'000'000, .random = [] { return std::uint64_t{7}; }};
  const auto answered = answer(world(), moment, request);
  const auto status = answered.answer.status;
  require(answered.record.empty() || status == 200 || status == 204, "refusals leave no record");
  check_record(answered.record);
  return text_of(answered.answer, request, reader.keeps_alive());
}

void check_refusal(request_reader& reader) {
  reader.drop_body();
  auto refusal = problem(reader.refusal(), "refused");
  allow_other_origins(reader.request(), refusal);
  text_of(refusal, reader.request(), false);
}

/// All that a connection sends to a client until one of both ends it, without a refusal at the end:
/// of the many mistakes of one request another one may be seen first.
std::string served(stream from) {
  body_budget bodies(limits.body);
  request_reader reader(limits, bodies);
  request_reader::buffer buffer(buffer_limit);
  std::string sent;
  reader.start();
  while (true) {
    switch (reader.take(buffer)) {
    case reading::has_head:
      if (reader.expects_continue())
        sent += "HTTP/1.1 100 Continue\r\n\r\n";
      break;
    case reading::needs_more:
      if (!from.read_into(buffer))
        return sent;
      break;
    case reading::is_complete: {
      reader.request().peer = "127.0.0.1";
      sent += answer_text(reader, reader.request());
      if (!reader.keeps_alive())
        return sent;
      reader.start();
      break;
    }
    case reading::is_refused: check_refusal(reader); return sent;
    }
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::bytes(data, size);
  const std::string_view text(input.data(), input.size());
  const auto sent = served({text, 0});
  const auto seed = std::uint32_t{1} + static_cast<std::uint32_t>(size);
  require(served({text, seed}) == sent, "pieces make no difference");
  return 0;
}
