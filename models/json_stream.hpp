// JSON text as RapidJSON reads it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "models/rapid.hpp"

namespace target_sdk::detail {

/// A stream for parsing in place. RapidJSON's own steps to an address that it may load a vector
/// from byte by byte, which is most of a short string. Here loads may be anywhere: behind the text
/// there are `padding` bytes, all zero. When the parser begins a string, this stream is at its end,
/// or at what the parser must look at: an escape or a control character.
class json_stream {
public:
  using Ch = char; // RapidJSON's names.
  static constexpr std::size_t padding = 16;

  explicit json_stream(char* text) noexcept : begin_(text), from_(text) {}

  char Peek() const noexcept { return *from_; }
  char Take() noexcept { return *from_++; }
  std::size_t Tell() const noexcept { return static_cast<std::size_t>(from_ - begin_); }

  /// Begins a string, or says where a number begins.
  char* PutBegin() noexcept {
    auto* const start = from_;
    if (start != begin_ && start[-1] == '"')
      from_ = skip_plain(from_);
    to_ = from_;
    return start;
  }
  void Put(char c) noexcept {
    *to_++ = c;
    // Of a character of several bytes the others follow; a zero may be the end of the string.
    if (c > '\0')
      move_plain();
  }
  std::size_t PutEnd(char* start) const noexcept { return static_cast<std::size_t>(to_ - start); }
  void Flush() const noexcept {}

private:
  /// The first byte that ends a string or is no part of one as it is.
  static char* skip_plain(char* at) noexcept {
#if defined(__SSE2__)
    for (;; at += 16) {
      const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
      const auto is_control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
      const auto special =
        _mm_or_si128(is_control, _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                              _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
      if (const auto found = static_cast<unsigned>(_mm_movemask_epi8(special)); found != 0)
        return at + std::countr_zero(found);
    }
#else
    while (static_cast<unsigned char>(*at) >= 0x20 && *at != '"' && *at != '\\')
      ++at;
    return at;
#endif
  }

  void move_plain() noexcept {
    auto* const stop = skip_plain(from_);
    const auto size = static_cast<std::size_t>(stop - from_);
    std::memmove(to_, from_, size);
    to_ += size;
    from_ = stop;
  }

  char* begin_;
  char* from_;
  char* to_ = nullptr;
};

} // namespace target_sdk::detail

namespace target_sdk::rapidjson {

/// Lets RapidJSON work on copies, which stay in registers.
template <>
struct StreamTraits<target_sdk::detail::json_stream> {
  enum { copyOptimization = 1 };
};

} // namespace target_sdk::rapidjson
