#include "actors/pool/curl/idle_transfers.hpp"

#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace target_sdk::curl {
namespace {

/// So many bytes of answers that nobody took are given back to the system.
constexpr std::size_t much_memory = 64u << 20;

} // namespace

std::unique_ptr<transfer> idle_transfers::take(const pool_options& options, multi& with) {
  if (kept_.empty())
    return std::make_unique<transfer>(options, with);
  auto idle = std::move(kept_.back());
  kept_.pop_back();
  return idle;
}

void idle_transfers::put_back(std::unique_ptr<transfer> ended, multi& with) noexcept {
  with.remove(ended->easy());
  forgotten_ += ended->release();
  if (kept_.size() < kept_.capacity())
    kept_.push_back(std::move(ended));
}

/// glibc keeps large blocks that were freed, hundreds of megabytes after a few dozen answers that
/// came to nothing.
void idle_transfers::return_memory() noexcept {
  if (forgotten_ < much_memory)
    return;
  forgotten_ = 0;
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

} // namespace target_sdk::curl
