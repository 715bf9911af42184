#include "actors/headers/provider_threads.hpp"

#include <exception>
#include <system_error>
#include <thread>
#include <utility>

#include "actors/caf_compat.hpp"

namespace target_sdk::detail {
namespace {

result<http_headers> call_provider(const header_provider& provider, const coming_request& about,
                                   std::string& thrown) {
  // The provider may use actor systems of its own.
  logger_keeper keeper;
  try {
    return provider(about);
  } catch (const std::exception& problem) {
    thrown = problem.what();
  } catch (...) {
    thrown = "something that is no std::exception";
  }
  return fail(error_kind::invalid_configuration, "it threw an exception");
}

} // namespace

struct provider_threads::task {
  std::uint64_t ask = 0;
  coming_request about;
  std::future<next_task> next;
};

provider_threads::provider_threads(header_provider provider, headers_actor answers_to)
  : provider_(std::make_shared<const header_provider>(std::move(provider))),
    gate_(std::make_shared<gate>(std::move(answers_to))) {
}

provider_threads::~provider_threads() {
  gate_->close();
}

bool provider_threads::grow() try {
  std::promise<next_task> first;
  threads_.reserve(threads_.size() + 1);
  free_.reserve(threads_.size() + 1);
  std::thread(run, first.get_future(), provider_, gate_, threads_.size()).detach();
  free_.push_back(threads_.size());
  threads_.push_back(std::move(first));
  return true;
} catch (const std::system_error&) {
  return false;
}

bool provider_threads::ask(std::uint64_t ask, const coming_request& about) {
  if (free_.empty())
    return false;
  auto& thread = threads_[free_.back()];
  std::promise<next_task> after;
  auto work = std::make_unique<task>(task{.ask = ask, .about = about, .next = after.get_future()});
  free_.pop_back();
  std::exchange(thread, std::move(after)).set_value(std::move(work));
  return true;
}

void provider_threads::run(std::future<next_task> next,
                           const std::shared_ptr<const header_provider>& provider,
                           const std::shared_ptr<gate>& answers_to, std::size_t index) noexcept {
  try {
    for (;;) {
      auto work = next.get();
      next = std::move(work->next);
      headers_answered answer{.ask = work->ask, .thread = index};
      answer.fields = call_provider(*provider, work->about, answer.thrown);
      answers_to->leave(std::move(answer));
    }
  } catch (...) {
    // Nobody will ask any more, or no memory is left.
  }
}

} // namespace target_sdk::detail
