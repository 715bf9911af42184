// The real `targetctl edge`, and clients of it.
#pragma once

#include <algorithm>
#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dirent.h>

#include "tests/support/built_file.hpp"
#include "tests/support/curl_fetch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/listening_url.hpp"
#include "tests/support/raw_socket.hpp"
#include "tests/tools/edge_rules.hpp"
#include "tests/tools/targetctl_fixture.hpp"

namespace target_sdk::testing {

inline constexpr const char* delivery_target = "/rest/v1/delivery?imsOrgId=org&sessionId=s1";

/// A running edge on a free port.
class edge_process {
public:
  explicit edge_process(std::vector<std::string> more = {}, const std::string& rules = edge_rules)
    : child_({.command = command(std::move(more), directory_.write("rules.json", rules)),
              .output_file = (directory_.path() / "out").string(),
              .error_file = (directory_.path() / "err").string()}) {
    url_ = test_support::await_listening_url(directory_, "err", std::chrono::seconds(30));
    BOOST_REQUIRE_MESSAGE(!url_.empty(), "the edge does not listen: " + errors());
  }

  std::string url(const std::string& target = {}) const { return url_ + target; }
  std::string authority() const { return url_.substr(url_.find("//") + 2); }
  std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(url_.substr(url_.rfind(':') + 1)));
  }
  std::string errors() const { return directory_.read("err"); }
  std::string record() const { return directory_.read("record.jsonl"); }
  std::string record_file() const { return (directory_.path() / "record.jsonl").string(); }
  test_support::child_process& child() { return child_; }

  std::size_t open_descriptors() const {
    const auto folder = "/proc/" + std::to_string(child_.pid()) + "/fd";
    std::size_t count = 0;
    if (auto* const entries = ::opendir(folder.c_str())) {
      while (::readdir(entries) != nullptr)
        ++count;
      ::closedir(entries);
    }
    return count;
  }

  /// Resident memory in bytes.
  std::size_t memory() const {
    const auto status = test_support::read_file("/proc/" + std::to_string(child_.pid()) + "/statm");
    return std::stoul(status.substr(status.find(' '))) * 4096;
  }

  /// Posts a delivery request on a connection of its own.
  test_support::fetched deliver(const std::string& body,
                                const std::string& target = delivery_target) const {
    return test_support::curl_client().post(url(target), body, {"Content-Type: application/json"});
  }

  test_support::fetched get(const std::string& target,
                            const std::vector<std::string>& headers = {}) const {
    curl_slist* list = nullptr;
    for (const auto& header : headers)
      list = curl_slist_append(list, header.c_str());
    test_support::curl_client client(
      [list](CURL* easy) { curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list); });
    auto answer = client.get(url(target));
    curl_slist_free_all(list);
    return answer;
  }

private:
  std::vector<std::string> command(std::vector<std::string> more, const std::string& rules) const {
    std::vector<std::string> all = {test_support::targetctl_program(), "edge", "--artifact", rules};
    if (std::find(more.begin(), more.end(), "--listen") == more.end())
      all.insert(all.end(), {"--listen", "127.0.0.1:0"});
    for (auto& argument : more)
      all.push_back(argument == "RECORD" ? record_file() : std::move(argument));
    return all;
  }

  test_support::temp_dir directory_;
  test_support::child_process child_;
  std::string url_;
};

/// A delivery request for one mbox.
inline std::string mbox_request(const std::string& mbox, const std::string& more = {}) {
  return R"({"context":{"channel":"web"},"execute":{"mboxes":[{"index":0,"name":")" + mbox + "\"}]}"
         + more + "}";
}

/// The text of a request as it goes over the wire.
inline std::string http_post(const std::string& body, const std::string& more = {}) {
  return std::string("POST ") + delivery_target
         + " HTTP/1.1\r\nHost: localhost\r\n"
           "Content-Type: application/json\r\nContent-Length: "
         + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}

inline json body_of(const test_support::fetched& answer) {
  auto body = json::parse(answer.body);
  BOOST_REQUIRE_MESSAGE(body, "no JSON: " + answer.body);
  return *std::move(body);
}

/// The first option's content of the first executed mbox.
inline std::string content_of(const json& response) {
  return response["execute"]["mboxes"].at(0)["options"].at(0)["content"].dump();
}

} // namespace target_sdk::testing
