#include "tests/support/gzip.hpp"

#include <algorithm>
#include <stdexcept>

#include <zlib.h>

namespace target_sdk::test_support {

namespace {

class gzip_stream {
public:
  gzip_stream() {
    constexpr int gzip_window = 15 + 16;
    if (deflateInit2(&z_, Z_BEST_SPEED, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::runtime_error("deflateInit2 failed");
  }
  gzip_stream(const gzip_stream&) = delete;
  gzip_stream& operator=(const gzip_stream&) = delete;
  ~gzip_stream() { deflateEnd(&z_); }

  void add(std::string_view data, int flush) {
    z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    z_.avail_in = static_cast<uInt>(data.size());
    do {
      char buffer[16384];
      z_.next_out = reinterpret_cast<Bytef*>(buffer);
      z_.avail_out = sizeof buffer;
      deflate(&z_, flush);
      out_.append(buffer, sizeof buffer - z_.avail_out);
    } while (z_.avail_out == 0);
  }

  std::string take() { return std::move(out_); }

private:
  z_stream z_{};
  std::string out_;
};

} // namespace

std::string gzip_compress(std::string_view data, std::size_t fill_bytes) {
  gzip_stream stream;
  stream.add(data, Z_NO_FLUSH);
  const std::string spaces(std::min<std::size_t>(fill_bytes, 1U << 16U), ' ');
  for (std::size_t left = fill_bytes; left > 0;) {
    const auto piece = std::min(left, spaces.size());
    stream.add(std::string_view{spaces}.substr(0, piece), Z_NO_FLUSH);
    left -= piece;
  }
  stream.add({}, Z_FINISH);
  return stream.take();
}

} // namespace target_sdk::test_support
