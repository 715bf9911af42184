// A running web program of examples/, the edge it asks, and visitors of it.
#pragma once

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/curl_fetch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/listening_url.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/tools/edge_fixture.hpp"

namespace target_sdk::testing {

/// The edge with the rules of the shop; it records.
inline edge_process shop_edge(std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--record", "RECORD", "--edge-host", "mboxedge35.tt.omtrdc.net"});
  return edge_process(std::move(more), test_support::read_file(SHOP_ARTIFACT));
}

/// The lines of the record of one kind, `request` or `notification`.
inline std::vector<json> recorded(const edge_process& edge, std::string_view kind) {
  auto lines = run_outcome{.out = edge.record()}.lines();
  std::erase_if(lines, [&](const json& line) { return line["kind"].string_or_empty() != kind; });
  return lines;
}

/// A running program that says on stderr where it listens.
class web_process {
public:
  explicit web_process(std::vector<std::string> command)
    : child_({.command = std::move(command),
              .output_file = (directory_.path() / "out").string(),
              .error_file = (directory_.path() / "err").string()}) {
    url_ = test_support::await_listening_url(directory_, "err", std::chrono::seconds(30));
    BOOST_REQUIRE_MESSAGE(!url_.empty(), "it does not listen: " + errors());
  }

  std::string url(const std::string& target = {}) const { return url_ + target; }
  std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(url_.substr(url_.rfind(':') + 1)));
  }
  std::string errors() const { return directory_.read("err"); }
  test_support::child_process& child() { return child_; }

private:
  test_support::temp_dir directory_;
  test_support::child_process child_;
  std::string url_;
};

/// The first line that a program says on stderr: where it listens, or that it cannot.
inline std::string first_words(std::vector<std::string> command) {
  const test_support::temp_dir directory;
  const test_support::child_process child(
    {.command = std::move(command), .error_file = (directory.path() / "err").string()});
  BOOST_TEST(test_support::eventually([&] { return directory.read("err").ends_with('\n'); },
                                      std::chrono::seconds(30)));
  const auto said = directory.read("err");
  return said.substr(0, said.find('\n'));
}

/// A visitor: keeps cookies; sends `headers` with every get.
class visitor_browser {
public:
  explicit visitor_browser(const web_process& server, std::vector<std::string> headers = {})
    : server_(server),
      client_([this, given = std::move(headers)](CURL* easy) {
        curl_slist_free_all(std::exchange(headers_, nullptr));
        for (const auto& header : given)
          headers_ = curl_slist_append(headers_, header.c_str());
        if (headers_ != nullptr)
          curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_);
        // Starts the cookie engine, which outlives the resetting of the handle between transfers;
        // CURLOPT_COOKIEFILE would leak there (libcurl 7.88).
        if (!std::exchange(keeps_cookies_, true))
          curl_easy_setopt(easy, CURLOPT_COOKIELIST, "Set-Cookie: a=b; domain=nobody.invalid");
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "Mozilla/5.0 (X11; Linux x86_64)");
      }) {}
  visitor_browser(const visitor_browser&) = delete;
  visitor_browser& operator=(const visitor_browser&) = delete;
  ~visitor_browser() { curl_slist_free_all(headers_); }

  test_support::fetched get(const std::string& target) { return client_.get(server_.url(target)); }
  test_support::fetched post(const std::string& target, const std::string& body,
                             const std::string& type = "application/json") {
    return client_.post(server_.url(target), body, {"Content-Type: " + type});
  }

private:
  const web_process& server_;
  curl_slist* headers_ = nullptr;
  bool keeps_cookies_ = false;
  test_support::curl_client client_;
};

/// `Set-Cookie` lines of an answer.
inline std::set<std::string> cookies_of(const test_support::fetched& page) {
  std::set<std::string> lines;
  const std::string name = "\r\nSet-Cookie: ";
  for (auto at = page.head.find(name); at != std::string::npos; at = page.head.find(name, at)) {
    at += name.size();
    lines.insert(page.head.substr(at, page.head.find("\r\n", at) - at));
  }
  return lines;
}

/// What stands between `before` and `after`; empty when they are not there.
inline std::string between(const std::string& text, const std::string& before,
                           const std::string& after) {
  const auto from = text.find(before);
  if (from == std::string::npos)
    return {};
  const auto start = from + before.size();
  const auto end = text.find(after, start);
  return end == std::string::npos ? std::string() : text.substr(start, end - start);
}

} // namespace target_sdk::testing
