// The answer of an exchange while it is received.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include <target_sdk/http.hpp>

#include "actors/pool/curl/errors.hpp"

namespace target_sdk::curl {

class multi;

/// Collects header lines and decoded body bytes from libcurl.
class answer {
public:
  answer() noexcept = default;
  /// Of a transfer in `within`: an answer that never ends leaves time for others.
  explicit answer(multi& within) noexcept : within_(&within) {}

  /// Forgets everything and expects an answer of at most `max_size` decoded bytes, to be kept in
  /// `memory`.
  void start(CURL* easy, std::size_t max_size, http_memory memory) noexcept;

  /// CURLOPT_HEADERFUNCTION and CURLOPT_WRITEFUNCTION; `self` is the answer.
  static std::size_t on_header(char* data, std::size_t size, std::size_t count,
                               void* self) noexcept;
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;

  /// Why a callback ended the transfer.
  refusal_reason refusal() const noexcept { return refusal_; }

  /// Whether all headers of the answer have arrived.
  bool is_head_complete() const noexcept { return head_complete_; }

  /// Bytes of complete header lines so far.
  std::size_t header_bytes() const noexcept { return header_bytes_; }

  /// Lets go of the memory of an answer that nobody took; says how many bytes that were.
  std::size_t forget() noexcept;

  /// Moves reason, headers and body.
  void move_to(http_response& response) noexcept;

private:
  void add_header_line(std::string_view line);
  bool add_body(std::string_view data);
  void let_others_read(std::size_t bytes) noexcept;

  multi* within_ = nullptr;
  CURL* easy_ = nullptr;
  std::size_t max_size_ = 0;
  std::size_t header_bytes_ = 0;
  bool is_interim_ = false; ///< The current headers are those of a 1xx.
  bool head_complete_ = false;
  bool is_http1_ = false;
  bool may_pause_ = false;
  std::size_t unpaused_ = 0; ///< Bytes since the last pause.
  refusal_reason refusal_ = refusal_reason::none;
  std::string reason_;
  http_headers headers_;         ///< Behind `header_count_` those of an earlier answer.
  std::size_t header_count_ = 0; ///< Fields so far.
  std::string body_;
};

} // namespace target_sdk::curl
