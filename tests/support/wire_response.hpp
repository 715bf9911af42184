#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tests/support/reply.hpp"

namespace target_sdk::test_support {

/// The bytes of a reply as they go over the wire, handed out piece by piece.
class wire_response {
public:
  /// `head_only`: the request was a HEAD. `keep_alive`: the client would reuse the connection.
  wire_response(const reply& answer, bool head_only, bool keep_alive);

  /// The next bytes, at most `limit`; empty at the end or at the cut. Valid until the next call.
  std::string_view next(std::size_t limit);

  /// What to do with the connection afterwards.
  ending end() const { return end_; }

private:
  void add_body(const reply& answer);
  void add_fill(std::size_t bytes, bool chunked);
  const std::string* segment() const;

  std::string bytes_; // the head and the body proper
  std::string block_; // repeated blocks_ times
  std::size_t blocks_ = 0;
  std::string tail_;
  std::size_t segment_ = 0;
  std::size_t offset_ = 0;
  std::size_t budget_;
  ending end_;
};

} // namespace target_sdk::test_support
