#include "benchmarks/own_artifacts.hpp"

#include <string_view>
#include <vector>

namespace target_sdk::benchmarks {
namespace {

std::string range(int low, int high) {
  return R"({"and":[{"<=":[)" + std::to_string(low) + R"(,{"var":"allocation"}]},{">=":[)"
         + std::to_string(high) + R"(,{"var":"allocation"}]}]})";
}

std::string meta(int activity, std::string_view location, int experience) {
  const auto id = std::to_string(activity);
  const auto number = std::to_string(experience);
  return R"({"activity.id":)" + id + R"(,"activity.name":"Activity )" + id
         + R"(","activity.type":"ab","experience.id":)" + number
         + R"(,"experience.name":"Experience )" + number + R"(","location.name":")"
         + std::string(location)
         + R"(","location.type":"mbox","location.id":0,"audience.ids":[1821691],"offer.id":246850,"offer.name":"/offers/)"
         + id + "/experiences/" + number
         + R"(/pages/0/zones/0","option.id":2,"option.name":"Offer2"})";
}

std::string token(int activity, int option) {
  return "tok" + std::to_string(activity) + "_" + std::to_string(option) + std::string(76, 'x')
         + "==";
}

std::string rule(int activity, std::string_view location, int experience,
                 const std::string& condition, const std::vector<std::string>& contents,
                 std::string_view type) {
  std::string options;
  std::string metrics;
  for (std::size_t index = 0; index < contents.size(); ++index) {
    const auto number = static_cast<int>(index);
    options += std::string(index > 0 ? "," : "") + R"({"type":")" + std::string(type)
               + R"(","eventToken":")" + token(activity, number) + R"(","content":)"
               + contents[index] + '}';
    metrics += std::string(index > 0 ? "," : "")
               + R"({"type":"click","selector":"#b","eventToken":")" + token(activity, 50 + number)
               + "\"}";
  }
  return R"({"ruleKey":")" + std::to_string(activity) + R"(","activityId":)"
         + std::to_string(activity) + R"(,"meta":)" + meta(activity, location, experience)
         + R"(,"condition":)" + condition + R"(,"consequence":{"name":")" + std::string(location)
         + R"(","options":[)" + options + R"(],"metrics":[)" + metrics + "]}}";
}

std::string artifact(const std::string& mboxes, const std::string& views) {
  return R"({"version":"1.0.0","meta":{"clientCode":"acmeclient","environment":"production"},)"
         R"("globalMbox":"target-global-mbox","geoTargetingEnabled":true,)"
         R"("responseTokens":["activity.id","activity.name","experience.id","experience.name","geo.city",)"
         R"("geo.country","geo.state","offer.id","offer.name","option.id","option.name"],)"
         R"("remoteMboxes":[],"remoteViews":[],"localMboxes":["mbox-magician","mbox-salutations",)"
         R"("mbox-urlcontains","target-global-mbox"],"localViews":["home","contact"],"rules":{"mboxes":{)"
         + mboxes + R"(},"views":{)" + views + "}}}";
}

std::string location(std::string_view name, const std::vector<std::string>& rules) {
  std::string list;
  for (const auto& one : rules) {
    list += list.empty() ? "" : ",";
    list += one;
  }
  return '"' + std::string(name) + R"(":[)" + list + ']';
}

// One action that sets HTML.
const std::string actions =
  R"x([{"type":"setHtml","selector":"HTML > BODY > DIV:nth-of-type(2)",)x"
  R"x("cssSelector":"HTML > BODY > DIV:nth-of-type(2)","content":"<span style=\"color:red\">hello</span>"}])x";

} // namespace

std::string own_two_mboxes() {
  const auto mbox = [](int activity, std::string_view name, const std::string& a,
                       const std::string& b, std::string_view type) {
    return location(name, {rule(activity, name, 0, range(0, 50), {a}, type),
                           rule(activity, name, 1, range(50, 100), {b}, type)});
  };
  return artifact(
    mbox(125872, "mbox-salutations", R"("<div>hello</div>")", R"("<div>goodbye</div>")", "html")
      + ","
      + mbox(125873, "mbox-magician", R"({"doMagic":true,"importantValue":150})",
             R"({"doMagic":false,"importantValue":75})", "json"),
    "");
}

std::string own_page_load() {
  std::vector<std::string> rules;
  for (int activity = 0; activity < 5; ++activity)
    for (int experience = 0; experience < 2; ++experience)
      rules.push_back(rule(
        125880 + activity, "target-global-mbox", experience,
        R"({"and":[)" + range(50 * experience, 50 * experience + 50)
          + R"(,{"or":[{"==":["bar",{"var":"mbox.foo"}]},{"in":["shop",{"var":"page.url_lc"}]}]}]})",
        {actions}, "actions"));
  return artifact(location("target-global-mbox", rules), "");
}

std::string own_views() {
  std::string views;
  for (const std::string_view name : {"home", "contact"}) {
    std::vector<std::string> rules;
    for (int activity = 0; activity < 6; ++activity)
      for (int experience = 0; experience < 2; ++experience)
        rules.push_back(rule(
          125900 + activity, name, experience,
          R"({"and":[)" + range(50 * experience, 50 * experience + 50)
            + R"(,{"or":[{"==":["bar",{"var":"mbox.jason"}]},{"!":{"==":["x",{"var":"page.path"}]}}]}]})",
          {actions, actions}, "actions"));
    views += views.empty() ? "" : ",";
    views += location(name, rules);
  }
  return artifact("", views);
}

std::string own_large() {
  const auto audience = [](int number) {
    return R"({"and":[{"==":["com",{"var":"page.topLevelDomain_lc"}]},{"==":["shop)"
           + std::to_string(number)
           + R"(.com",{"var":"page.domain_lc"}]},{"==":["pied.piper",{"var":"page.subdomain_lc"}]},)"
             R"({"==":["implementation=psl",{"var":"page.query_lc"}]}]})";
  };
  std::vector<std::string> global;
  for (int activity = 0; activity < 70; ++activity)
    for (int experience = 0; experience < 2; ++experience)
      global.push_back(rule(130000 + activity, "target-global-mbox", experience,
                            R"({"and":[)" + range(50 * experience, 50 * experience + 50) + ","
                              + audience(activity) + "]}",
                            {actions, actions, actions, actions, actions, actions}, "actions"));
  std::vector<std::string> contains;
  for (int activity = 0; activity < 3; ++activity)
    for (int experience = 0; experience < 2; ++experience)
      contains.push_back(
        rule(147438 + activity, "mbox-urlcontains", experience,
             R"({"and":[)" + range(50 * experience, 50 * experience + 50) + ","
               + (activity == 1 ? std::string(R"({"in":["bar",{"var":"page.url_lc"}]})")
                                : audience(activity))
               + "]}",
             {R"({"fizz":"buzz","foo":"bar"})"}, "json"));
  return artifact(
    location("target-global-mbox", global) + "," + location("mbox-urlcontains", contains), "");
}

std::string own_artifact_of(int activities, bool in_one_page) {
  constexpr int activities_of_mbox = 10;
  const auto one_of = [](int activity, std::string_view name, int experience) {
    return rule(activity, name, experience,
                R"({"and":[)" + range(50 * experience, 50 * experience + 50)
                  + R"(,{"in":["category/)" + std::to_string(activity % 40)
                  + R"(",{"var":"page.url_lc"}]}]})",
                {R"({"fizz":"buzz"})"}, "json");
  };
  std::string mboxes;
  std::vector<std::string> rules;
  for (int activity = 0; activity < activities; ++activity) {
    const auto name =
      in_one_page ? "target-global-mbox" : "mbox-" + std::to_string(activity / activities_of_mbox);
    for (int experience = 0; experience < 2; ++experience)
      rules.push_back(one_of(200000 + activity, name, experience));
    const bool is_last_of_mbox =
      activity + 1 == activities || (!in_one_page && (activity + 1) % activities_of_mbox == 0);
    if (is_last_of_mbox) {
      mboxes.append(mboxes.empty() ? "" : ",").append(location(name, rules));
      rules.clear();
    }
  }
  return artifact(mboxes, "");
}

} // namespace target_sdk::benchmarks
