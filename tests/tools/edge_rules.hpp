// A small rules file for tests of the local edge.
#pragma once

namespace target_sdk::testing {

/// `hero`: an A/B test, half and half. `member`: by the parameter `tier`. `place`: by geo. The
/// global mbox and the view `home`: for all. `recommendations` is left to the server.
inline constexpr const char* edge_rules = R"({
  "version": "1.0.0",
  "meta": {"clientCode": "acmeclient", "environment": "production"},
  "globalMbox": "target-global-mbox",
  "geoTargetingEnabled": true,
  "responseTokens": ["activity.id", "geo.city"],
  "localMboxes": ["hero", "member", "place", "target-global-mbox"],
  "remoteMboxes": ["recommendations"],
  "localViews": ["home"],
  "rules": {
    "mboxes": {
      "hero": [
        {"ruleKey": "1-a", "activityId": 1, "meta": {"activity.id": 1},
         "condition": {"<": [{"var": "allocation"}, 50]},
         "consequence": {"name": "hero", "options": [
           {"type": "html", "eventToken": "token-a", "content": "A"}], "metrics": [
           {"type": "click", "selector": "#buy", "eventToken": "click-a"}]}},
        {"ruleKey": "1-b", "activityId": 1, "meta": {"activity.id": 1},
         "condition": {">=": [{"var": "allocation"}, 50]},
         "consequence": {"name": "hero", "options": [
           {"type": "html", "eventToken": "token-b", "content": "B"}], "metrics": []}}],
      "member": [
        {"ruleKey": "2", "activityId": 2, "meta": {"activity.id": 2},
         "condition": {"==": [{"var": "mbox.tier_lc"}, "gold"]},
         "consequence": {"name": "member", "options": [
           {"type": "json", "eventToken": "token-m", "content": {"discount": 20}}],
           "metrics": []}}],
      "place": [
        {"ruleKey": "3", "activityId": 3, "meta": {"activity.id": 3},
         "condition": {"==": [{"var": "geo.country"}, "CH"]},
         "consequence": {"name": "place", "options": [
           {"type": "html", "eventToken": "token-p", "content": "Gruezi"}], "metrics": []}}],
      "target-global-mbox": [
        {"ruleKey": "4", "activityId": 4, "meta": {"activity.id": 4}, "condition": true,
         "consequence": {"name": "target-global-mbox", "options": [
           {"type": "actions", "eventToken": "token-g", "content": [
             {"type": "setHtml", "selector": "h1", "content": "Hello"}]}], "metrics": []}}]},
    "views": {
      "home": [
        {"ruleKey": "5", "activityId": 5, "meta": {"activity.id": 5}, "condition": true,
         "consequence": {"name": "home", "options": [
           {"type": "html", "eventToken": "token-v", "content": "Welcome"}], "metrics": []}}]}
  }
})";

} // namespace target_sdk::testing
