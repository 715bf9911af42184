#include "delivery/page/page_content.hpp"

#include <algorithm>
#include <utility>

namespace target_sdk::delivery {
namespace {

template <class Section>
const mbox_response* find_in(const Section& section, std::string_view name) {
  if (section)
    for (const auto& mbox : section->mboxes)
      if (mbox.name == name)
        return &mbox;
  return nullptr;
}

std::shared_ptr<const mbox_response> copy_of(const mbox_response* mbox) {
  return mbox ? std::make_shared<const mbox_response>(*mbox) : nullptr;
}

} // namespace

void page_content::add(std::shared_ptr<const offers> answer) {
  if (answers_.size() == max_answers) {
    keep_mboxes(*answers_.front());
    answers_.erase(answers_.begin());
  }
  answers_.push_back(std::move(answer));
}

void page_content::keep_mboxes(const offers& answer) {
  ++forgotten_;
  auto all = earlier_ ? *earlier_ : mboxes_by_name();
  const auto keep = [&](const auto& section) {
    if (!section)
      return;
    for (const auto& mbox : section->mboxes)
      if (mbox.name) {
        auto& kept = all[*mbox.name];
        if (kept.answer != forgotten_)
          kept = {.shown = copy_of(answer.find_mbox(*mbox.name)),
                  .prefetched = copy_of(find_in(answer.response.prefetch, *mbox.name)),
                  .answer = forgotten_};
      }
  };
  keep(answer.response.execute);
  keep(answer.response.prefetch);
  while (all.size() > max_earlier)
    all.erase(std::min_element(all.begin(), all.end(), [](const auto& one, const auto& other) {
      return one.second.answer < other.second.answer;
    }));
  earlier_ = std::make_shared<const mboxes_by_name>(std::move(all));
}

page_content::mbox_answer page_content::find(std::string_view name) const {
  for (auto each = answers_.rbegin(); each != answers_.rend(); ++each)
    if (const auto* shown = (*each)->find_mbox(name))
      return {.shown = shown, .prefetched = find_in((*each)->response.prefetch, name)};
  if (earlier_)
    if (const auto found = earlier_->find(name); found != earlier_->end())
      return {.shown = found->second.shown.get(), .prefetched = found->second.prefetched.get()};
  return {};
}

json page_content::offer(std::string_view name) const {
  if (const auto* shown = find(name).shown)
    for (const auto& each : shown->options)
      if (each.content)
        return *each.content;
  return {};
}

} // namespace target_sdk::delivery
