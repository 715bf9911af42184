// Reading requests from bytes: within limits, however the bytes come.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>

#include "tools/targetctl/edge/request_reader.hpp"

namespace data = boost::unit_test::data;
using namespace target_sdk::tools::edge;

namespace {

constexpr request_limits limits{.head = 1000, .body = 5000};

struct reading_fixture {
  body_budget bodies{8000};
  request_reader reader{limits, bodies};
  request_reader::buffer input{4096};

  reading_fixture() { reader.start(); }

  /// Feeds `text` in pieces of `size`, until there is a request or a refusal.
  reading feed(std::string_view text, std::size_t size) {
    while (true) {
      const auto read = reader.take(input);
      if (read == reading::has_head)
        continue;
      if (read != reading::needs_more || text.empty())
        return read;
      const auto piece = text.substr(0, std::min(size, input.max_size() - input.size()));
      const auto room = input.prepare(piece.size());
      std::copy(piece.begin(), piece.end(), static_cast<char*>(room.data()));
      input.commit(piece.size());
      text.remove_prefix(piece.size());
    }
  }
};

const std::string start = "POST /a?b HTTP/1.1\r\nHost: h\r\n";

/// A field in a line of `size` bytes.
std::string line_of(std::size_t size) {
  return "A: " + std::string(size - 5, 'x') + "\r\n";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(edge_reader, reading_fixture)

BOOST_DATA_TEST_CASE(a_request_may_come_in_any_pieces, data::make({1, 2, 3, 7, 50, 4000}), size) {
  const auto both = start + "Content-Length: 4\r\n\r\nbodyGET /c HTTP/1.0\r\n\r\nrest";
  BOOST_CHECK(feed(both, static_cast<std::size_t>(size)) == reading::is_complete);
  BOOST_TEST(reader.request().method == "POST");
  BOOST_TEST(reader.request().target == "/a?b");
  BOOST_TEST(reader.request().version == 11);
  BOOST_TEST(reader.request().headers.size() == 2u);
  BOOST_TEST(reader.request().body == "body");
  BOOST_TEST(reader.keeps_alive());
}

BOOST_AUTO_TEST_CASE(what_is_behind_a_request_is_left_for_the_next_one) {
  BOOST_CHECK(feed(start + "\r\nGET /c HTTP/1.0\r\n\r\nrest", 4000) == reading::is_complete);
  reader.start();
  BOOST_CHECK(feed({}, 1) == reading::is_complete);
  BOOST_TEST(reader.request().target == "/c");
  BOOST_TEST(reader.request().headers.empty());
  BOOST_TEST(!reader.keeps_alive());
  BOOST_TEST(input.size() == 4u);
}

BOOST_DATA_TEST_CASE(a_head_has_its_limit_in_any_pieces, data::make({1, 3, 100, 101, 4000}), size) {
  const auto room = limits.head - start.size() - 2;
  const auto pieces = static_cast<std::size_t>(size);
  BOOST_CHECK(feed(start + line_of(room - 1) + "\r\n", pieces) == reading::is_complete);
  reader.start();
  BOOST_CHECK(feed(start + line_of(room + 1) + "\r\n", pieces) == reading::is_refused);
  BOOST_TEST(reader.refusal() == 431);
}

BOOST_AUTO_TEST_CASE(a_head_that_comes_line_by_line_has_the_same_limit) {
  std::string endless = "GET /a HTTP/1.1\r\n" + line_of(83);
  for (int line = 0; line < 1000; ++line)
    endless += line_of(100);
  BOOST_CHECK(feed(endless, 100) == reading::is_refused);
  BOOST_TEST(reader.refusal() == 431);
  BOOST_TEST(reader.request().headers.size() < 11u);
}

BOOST_DATA_TEST_CASE(a_body_has_its_limit, data::make({1, 100, 4000}), size) {
  const auto pieces = static_cast<std::size_t>(size);
  BOOST_CHECK(feed(start + "Content-Length: 5000\r\n\r\n" + std::string(5000, 'x'), pieces)
              == reading::is_complete);
  BOOST_TEST(reader.request().body.size() == 5000u);
  reader.start();
  BOOST_CHECK(feed(start + "Content-Length: 5001\r\n\r\n", pieces) == reading::is_refused);
  BOOST_TEST(reader.refusal() == 413);
}

BOOST_AUTO_TEST_CASE(all_bodies_together_have_a_limit) {
  BOOST_CHECK(feed(start + "Content-Length: 5000\r\n\r\n" + std::string(4999, 'x'), 4000)
              == reading::needs_more);
  reading_fixture other;
  request_reader second(limits, bodies);
  second.start();
  const auto text = start + "Content-Length: 4000\r\n\r\n" + std::string(3900, 'x');
  const auto room = other.input.prepare(text.size());
  std::copy(text.begin(), text.end(), static_cast<char*>(room.data()));
  other.input.commit(text.size());
  BOOST_CHECK(second.take(other.input) == reading::has_head);
  BOOST_CHECK(second.take(other.input) == reading::is_refused);
  BOOST_TEST(second.refusal() == 503);
}

BOOST_AUTO_TEST_CASE(a_line_without_end_in_a_body_is_refused) {
  BOOST_CHECK(feed(start + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(5000, 'e'), 4000)
              == reading::is_refused);
  BOOST_TEST(reader.refusal() == 431);
}

BOOST_AUTO_TEST_CASE(who_waits_for_the_word_is_told_once_the_head_is_there) {
  const auto text = start + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  const auto room = input.prepare(text.size());
  std::copy(text.begin(), text.end(), static_cast<char*>(room.data()));
  input.commit(text.size());
  BOOST_CHECK(reader.take(input) == reading::has_head);
  BOOST_TEST(reader.expects_continue());
  BOOST_CHECK(reader.take(input) == reading::needs_more);
  BOOST_CHECK(feed("{}", 1) == reading::is_complete);
}

BOOST_AUTO_TEST_SUITE_END()
