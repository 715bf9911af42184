#include "benchmarks/decide_cases.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <sstream>
#include <utility>

#include "benchmarks/own_artifacts.hpp"

namespace target_sdk::benchmarks {
namespace {

constexpr std::size_t request_count = 2000;

std::vector<std::string> user_agents() {
  std::vector<std::string> agents;
  for (int version = 0; version < 10; ++version) {
    const auto number = std::to_string(70 + version);
    agents.push_back("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_3) AppleWebKit/537.36 (KHTML, "
                     "like Gecko) Chrome/"
                     + number + ".0.3987.163 Safari/537.36");
    agents.push_back("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:" + number
                     + ".0) Gecko/20100101 Firefox/" + number + ".0");
    agents.push_back("Mozilla/5.0 (iPhone; CPU iPhone OS 13_2 like Mac OS X) AppleWebKit/605.1.15 "
                     "(KHTML, like Gecko) Version/"
                     + number + ".0 Mobile/15E148 Safari/604.1");
    agents.push_back(
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/"
      + number + ".0 Safari/537.36 Edg/" + number + ".0.309");
    agents.push_back("Mozilla/5.0 (Linux; Android 10; SM-G" + number
                     + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + number
                     + ".0 Mobile Safari/537.36");
    agents.push_back("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:" + number
                     + ".0) like Gecko");
  }
  return agents;
}

std::vector<std::string> urls() {
  const char* const hosts[] = {"www.example.com", "shop.example.co.uk", "pied.piper.hooli.com",
                               "local-target-test", "a.b.github.io"};
  std::vector<std::string> made;
  for (int number = 0; number < 40; ++number)
    for (const auto* const host : hosts)
      made.push_back("https://" + std::string(host) + "/Category/" + std::to_string(number)
                     + (number % 3 == 0 ? "/bar" : "/item.html")
                     + "?implementation=psl&page=" + std::to_string(number) + "#top");
  return made;
}

// Requests of as many visitors as there are, on changing pages.
class request_mixer {
public:
  delivery_request next() {
    delivery_request request;
    char visitor[48];
    std::snprintf(visitor, sizeof visitor, "%016llx%016llx.28_0",
                  static_cast<unsigned long long>(random_()),
                  static_cast<unsigned long long>(random_()));
    request.request_id = "request-" + std::to_string(count_);
    request.id = visitor_id{.tnt_id = visitor};
    auto& context = request.context.emplace();
    context.channel = channel_type::web;
    context.user_agent = agents_[count_ % agents_.size()];
    context.address = address{.url = urls_[count_ % urls_.size()],
                              .referring_url = urls_[(count_ * 7) % urls_.size()]};
    ++count_;
    return request;
  }

  json parameters() {
    return json::object({{"foo", count_ % 2 == 0 ? "bar" : "Baz"},
                         {"jason", std::to_string(count_ % 5)},
                         {"greg", "Shoes"},
                         {"user.name", "Visitor " + std::to_string(count_)}});
  }

private:
  std::mt19937_64 random_{20200325};
  std::vector<std::string> agents_ = user_agents();
  std::vector<std::string> urls_ = urls();
  std::size_t count_ = 0;
};

std::string text_of(const schema_directory& schema, const char* name, std::string (*own)()) {
  std::ifstream file(schema / name, std::ios::binary);
  if (schema.empty() || !file)
    return own();
  return {std::istreambuf_iterator<char>(file), {}};
}

template <class Fill>
decide_case make_case(std::string name, std::string artifact, Fill fill) {
  auto compiled = compile_artifact(std::move(artifact), artifact_format::json, {});
  if (!compiled) {
    std::cerr << name << ": " << compiled.error().message << '\n';
    std::exit(1);
  }
  decide_case made{.name = std::move(name), .artifact = *compiled, .requests = {}, .settings = {}};
  made.settings.client = "acmeclient";
  request_mixer mixer;
  made.requests.reserve(request_count);
  for (std::size_t count = 0; count < request_count; ++count) {
    auto request = mixer.next();
    fill(request.prefetch.emplace(), mixer);
    made.requests.push_back(std::move(request));
  }
  return made;
}

mbox_request mbox(std::int64_t index, const char* name, const json& parameters) {
  mbox_request made;
  made.index = index;
  made.name = name;
  made.parameters = parameters;
  return made;
}

} // namespace

std::vector<decide_case> make_decide_cases(const schema_directory& schema) {
  const auto artifacts = schema.empty() ? schema : schema / "artifacts";
  std::vector<decide_case> cases;
  cases.push_back(make_case(
    "two_mboxes", text_of(artifacts, "TEST_ARTIFACT_AB_MULTI_SIMPLE.json", own_two_mboxes),
    [](prefetch_request& prefetch, request_mixer& mixer) {
      prefetch.mboxes = {mbox(1, "mbox-magician", mixer.parameters()),
                         mbox(2, "mbox-salutations", mixer.parameters())};
    }));
  cases.push_back(make_case("page_load",
                            text_of(artifacts, "TEST_ARTIFACT_GLOBAL_MBOX.json", own_page_load),
                            [](prefetch_request& prefetch, request_mixer& mixer) {
                              prefetch.page_load.emplace().parameters = mixer.parameters();
                            }));
  cases.push_back(make_case("all_views", text_of(artifacts, "TEST_ARTIFACT_VIEWS.json", own_views),
                            [](prefetch_request& prefetch, request_mixer& mixer) {
                              prefetch.views.emplace_back().parameters = mixer.parameters();
                            }));
  cases.push_back(make_case("large_one_mbox", large_artifact_text(schema),
                            [](prefetch_request& prefetch, request_mixer& mixer) {
                              prefetch.mboxes = {mbox(1, "mbox-urlcontains", mixer.parameters())};
                            }));
  return cases;
}

std::string large_artifact_text(const schema_directory& schema) {
  return text_of(schema, "large-artifact.json", own_large);
}

} // namespace target_sdk::benchmarks
