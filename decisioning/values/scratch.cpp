#include "decisioning/values/scratch.hpp"

#include <algorithm>

namespace target_sdk::decisioning {

void* scratch::allocate_block(std::size_t size, std::size_t alignment) {
  const auto room = std::max<std::size_t>(size + alignment, std::size_t{8} << 10);
  if (size > limit_ || used_ + room > limit_)
    throw condition_error{"it needs too much memory"};
  used_ += room;
  blocks_.push_back(std::unique_ptr<char[]>(new char[room]));
  next_ = blocks_.back().get();
  end_ = next_ + room;
  return allocate(size, alignment);
}

} // namespace target_sdk::decisioning
