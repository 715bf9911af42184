// What a page shows of its answers.
#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "delivery/page/page_content.hpp"

using namespace target_sdk;

namespace {

list<mbox_response> mboxes(const std::vector<std::string>& names, const std::string& text) {
  list<mbox_response> all;
  for (auto& name : names)
    all.push_back(
      {.name = name, .options = {option{.content = json(text), .event_token = "shown " + text}}});
  return all;
}

std::shared_ptr<const offers> executed(const std::vector<std::string>& names, std::string text) {
  offers answer;
  answer.response.execute.emplace().mboxes = mboxes(names, text);
  return std::make_shared<const offers>(std::move(answer));
}

std::shared_ptr<const offers> prefetched(const std::vector<std::string>& names, std::string text) {
  offers answer;
  answer.response.prefetch.emplace().mboxes = mboxes(names, text);
  return std::make_shared<const offers>(std::move(answer));
}

/// Whether what is shown for an mbox is what counts when it is displayed.
bool is_prefetched(const delivery::page_content& content, const std::string& name) {
  const auto found = content.find(name);
  return found.shown != nullptr && found.shown == found.prefetched;
}

} // namespace

BOOST_AUTO_TEST_SUITE(page_content)

BOOST_AUTO_TEST_CASE(the_newest_answer_that_has_an_mbox_counts) {
  delivery::page_content content;
  BOOST_TEST(content.offer("a").is_null());
  BOOST_TEST(!content.find("a").shown);
  content.add(prefetched({"a", "b"}, "1"));
  BOOST_TEST(is_prefetched(content, "a"));
  content.add(executed({"a"}, "2"));
  BOOST_TEST(content.offer("a").string_or_empty() == "2");
  BOOST_TEST(content.offer("b").string_or_empty() == "1");
  BOOST_TEST(!content.find("a").prefetched); // It counted when it was decided.
  content.add(prefetched({"a"}, "3"));
  BOOST_TEST(content.offer("a").string_or_empty() == "3");
  BOOST_TEST(is_prefetched(content, "a"));
  BOOST_TEST(content.offer("c").is_null());
}

BOOST_AUTO_TEST_CASE(mboxes_of_forgotten_answers_are_kept) {
  delivery::page_content content;
  content.add(prefetched({"a", "b"}, "1"));
  content.add(executed({"b"}, "2"));
  for (int i = 0; i < 60; ++i)
    content.add(executed({"m" + std::to_string(i)}, "3"));
  BOOST_TEST(content.answers().size() == delivery::page_content::max_answers);
  BOOST_TEST(content.offer("a").string_or_empty() == "1");
  BOOST_TEST((content.find("a").prefetched != nullptr));
  BOOST_TEST(content.offer("b").string_or_empty() == "2");
  BOOST_TEST(!content.find("b").prefetched);
  BOOST_TEST(content.offer("m0").string_or_empty() == "3");
}

BOOST_AUTO_TEST_CASE(the_oldest_mboxes_are_forgotten) {
  constexpr auto most = static_cast<int>(delivery::page_content::max_earlier);
  constexpr auto answers = static_cast<int>(delivery::page_content::max_answers);
  delivery::page_content content;
  for (int i = 0; i < most + answers + 1; ++i)
    content.add(executed({"m" + std::to_string(i)}, "1"));
  BOOST_TEST(content.offer("m0").is_null());
  BOOST_TEST(content.offer("m1").string_or_empty() == "1");
}

BOOST_AUTO_TEST_CASE(a_copy_stays_as_it_was) {
  delivery::page_content content;
  content.add(executed({"a"}, "1"));
  const auto copy = content;
  content.add(executed({"a"}, "2"));
  BOOST_TEST(copy.offer("a").string_or_empty() == "1");
  BOOST_TEST(copy.answers().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
