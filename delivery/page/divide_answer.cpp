#include "delivery/page/divide_answer.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "delivery/interpret.hpp"

namespace target_sdk::delivery {
namespace {

/// What an on-device answer says when the server is needed for some of it, and for none.
constexpr std::int64_t needs_server = 206;
constexpr std::int64_t is_complete = 200;

bool is_same(const std::optional<std::string>& one, const std::optional<std::string>& other) {
  return one && other && is_same_word(*one, *other);
}

bool answers(const view& answered, const view_request& asked) {
  return (!asked.name && !asked.key) || is_same(answered.name, asked.name)
         || is_same(answered.key, asked.key);
}

/// The mboxes of an ask, picked out of those of the shared request.
list<mbox_request> mboxes_of(const std::vector<ask_share::numbered_mbox>& share,
                             const list<mbox_request>& all) {
  list<mbox_request> own;
  for (const auto& each : share) {
    const auto found = std::find_if(
      all.begin(), all.end(), [&](const mbox_request& mbox) { return mbox.index == each.shared; });
    if (found != all.end())
      own.emplace_back(*found).index = each.own;
  }
  return own;
}

bool has_mbox(const list<mbox_request>& mboxes, std::string_view name) {
  return std::any_of(mboxes.begin(), mboxes.end(),
                     [&](const mbox_request& mbox) { return mbox.name == name; });
}

bool has_mbox(const delivery_request& request, std::string_view name) {
  return (request.execute && has_mbox(request.execute->mboxes, name))
         || (request.prefetch && has_mbox(request.prefetch->mboxes, name));
}

} // namespace

divided_answer::divided_answer(const merged_asks& asks, const offers& whole)
  : asks_(asks),
    whole_(whole) {
  if (asks.count() < 2)
    return;
  keep_common();
  if (whole.request.execute && whole.response.execute)
    executed_ = find_mboxes(whole.request.execute->mboxes, whole.response.execute->mboxes);
  if (whole.request.prefetch && whole.response.prefetch)
    prefetched_ = find_mboxes(whole.request.prefetch->mboxes, whole.response.prefetch->mboxes);
}

/// Member by member: what is divided is the larger part.
void divided_answer::keep_common() {
  const auto& sent = whole_.request;
  const auto& came = whole_.response;
  common_ = {.visitor_state = whole_.visitor_state,
             .request = {.request_id = sent.request_id,
                         .impression_id = sent.impression_id,
                         .id = sent.id,
                         .environment_id = sent.environment_id,
                         .property = sent.property,
                         .trace = sent.trace,
                         .context = sent.context,
                         .experience_cloud = sent.experience_cloud,
                         .telemetry = sent.telemetry,
                         .notifications = sent.notifications,
                         .qa_mode = sent.qa_mode,
                         .preview = sent.preview,
                         .extra = sent.extra},
             .target_cookie = whole_.target_cookie,
             .target_location_hint_cookie = whole_.target_location_hint_cookie,
             .meta = whole_.meta,
             .response = {.status = came.status,
                          .request_id = came.request_id,
                          .id = came.id,
                          .client = came.client,
                          .edge_host = came.edge_host,
                          .notifications = came.notifications,
                          .telemetry_server_token = came.telemetry_server_token,
                          .extra = came.extra},
             .unconfirmed = whole_.unconfirmed,
             .info = whole_.info};
}

divided_answer::places divided_answer::find_mboxes(const list<mbox_request>& asked,
                                                   const list<mbox_response>& answered) {
  std::int64_t highest = -1;
  for (const auto& mbox : asked)
    highest = std::max(highest, mbox.index.value_or(-1));
  places found(static_cast<std::size_t>(highest + 1), nullptr);
  const auto keep = [&](std::int64_t index, const mbox_response& mbox) {
    auto& place = found[static_cast<std::size_t>(index)];
    const bool is_free = place == nullptr;
    if (is_free)
      place = &mbox;
    return is_free;
  };
  for (const auto& mbox : answered)
    if (mbox.index && *mbox.index >= 0 && *mbox.index <= highest)
      keep(*mbox.index, mbox);
  // Without an index an mbox answers the first one of its name that has no answer.
  for (const auto& mbox : answered)
    if (!mbox.index)
      for (const auto& each : asked)
        if (each.index && each.name == mbox.name && keep(*each.index, mbox))
          break;
  return found;
}

offers divided_answer::part(std::size_t number) const {
  if (asks_.count() < 2)
    return whole_;
  const auto& share = asks_.share(number);
  auto part = common_;
  divide_request(part.request, share);
  if (share.execute.is_asked)
    divide_execute(part.response, share);
  if (share.prefetch.is_asked)
    divide_prefetch(part.response, share);
  gather_details(part);
  divide_meta(part, share);
  return part;
}

void divided_answer::divide_request(delivery_request& request, const ask_share& share) const {
  if (const auto& execute = whole_.request.execute; execute && share.execute.is_asked) {
    execute_request own;
    if (share.execute.page_load)
      own.page_load = execute->page_load;
    own.mboxes = mboxes_of(share.execute.mboxes, execute->mboxes);
    if (own != execute_request{})
      request.execute = std::move(own);
  }
  if (const auto& prefetch = whole_.request.prefetch; prefetch && share.prefetch.is_asked) {
    prefetch_request own;
    if (share.prefetch.page_load)
      own.page_load = prefetch->page_load;
    own.mboxes = mboxes_of(share.prefetch.mboxes, prefetch->mboxes);
    if (!share.views.empty())
      own.views = share.views;
    if (own != prefetch_request{})
      request.prefetch = std::move(own);
  }
}

namespace {

/// Puts the answers of an ask in its order, under its indexes.
template <class Places>
void pick_mboxes(const std::vector<ask_share::numbered_mbox>& share, const Places& answered,
                 list<mbox_response>& own) {
  for (const auto& each : share) {
    const auto at = static_cast<std::size_t>(each.shared);
    if (at >= answered.size() || answered[at] == nullptr)
      continue;
    auto& mbox = own.emplace_back(*answered[at]);
    if (mbox.index)
      mbox.index = each.own;
  }
}

} // namespace

void divided_answer::divide_execute(delivery_response& response, const ask_share& share) const {
  const auto& whole = whole_.response.execute;
  if (!whole)
    return;
  auto& own = response.execute.emplace();
  own.extra = whole->extra;
  if (share.execute.page_load)
    own.page_load = whole->page_load;
  if (whole->mboxes.has_value() && !share.execute.mboxes.empty())
    own.mboxes.emplace();
  pick_mboxes(share.execute.mboxes, executed_, own.mboxes);
}

void divided_answer::divide_prefetch(delivery_response& response, const ask_share& share) const {
  const auto& whole = whole_.response.prefetch;
  if (!whole)
    return;
  auto& own = response.prefetch.emplace();
  own.extra = whole->extra;
  if (share.prefetch.page_load)
    own.page_load = whole->page_load;
  // Clicks that belong to no view are those of the page.
  if (share.prefetch.page_load || !share.views.empty())
    own.metrics = whole->metrics;
  if (whole->views.has_value() && !share.views.empty())
    own.views = views_of(share);
  if (whole->mboxes.has_value() && !share.prefetch.mboxes.empty())
    own.mboxes.emplace();
  pick_mboxes(share.prefetch.mboxes, prefetched_, own.mboxes);
}

list<view> divided_answer::views_of(const ask_share& share) const {
  const auto& all = whole_.response.prefetch->views;
  if (asks_.has_views_of_one())
    return all;
  list<view> own;
  own.emplace();
  for (const auto& each : all)
    if (std::any_of(share.views.begin(), share.views.end(),
                    [&](const view_request& asked) { return answers(each, asked); }))
      own.push_back(each);
  return own;
}

void divided_answer::divide_meta(offers& part, const ask_share& share) const {
  auto& meta = part.meta;
  // Page loads are listed under the name of an mbox that nobody has asked for.
  const bool has_page_load = share.execute.page_load || share.prefetch.page_load;
  meta.remote_mboxes.erase_if([&](const std::string& name) {
    return !has_mbox(part.request, name) && !(has_page_load && !has_mbox(whole_.request, name));
  });
  meta.remote_views.erase_if([&](const std::string& name) {
    return std::none_of(share.views.begin(), share.views.end(), [&](const view_request& asked) {
      return !asked.name || asked.name == name;
    });
  });
  const bool is_local = meta.decisioning_method == decisioning_method::on_device;
  if (is_local && part.response.status == needs_server && meta.remote_mboxes.empty()
      && meta.remote_views.empty() && !meta.remote_qa_mode)
    part.response.status = is_complete;
}

} // namespace target_sdk::delivery
