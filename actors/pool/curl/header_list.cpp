#include "actors/pool/curl/header_list.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "actors/pool/curl/connection_options.hpp"

namespace target_sdk::curl {

namespace {

using namespace std::string_view_literals;

/// Before it sends a body of more than 1 MiB, libcurl asks the server whether it wants it, unless
/// it is told not to. Here, long before that.
constexpr std::size_t largest_sent_at_once = 500'000;

/// What a character must not be in.
enum place : unsigned char { nowhere = 0, in_name = 1, in_value = 2 };

constexpr auto forbidden = [] {
  std::array<unsigned char, 256> table{};
  for (std::size_t c = 0; c < 256; ++c)
    table[c] = c < 0x20 || c == 0x7f ? in_name | in_value : nowhere;
  table['\t'] = in_name;
  table[':'] = table[' '] = table[';'] = in_name;
  return table;
}();

bool breaks(std::string_view text, place what) noexcept {
  unsigned char found = nowhere;
  for (char c : text)
    found |= forbidden[static_cast<unsigned char>(c)];
  return (found & what) != 0;
}

} // namespace

bool header_list::is_valid(const http_headers& headers) noexcept {
  return std::all_of(headers.begin(), headers.end(), [](const auto& header) {
    const auto& [name, value] = header;
    return !name.empty() && !breaks(name, in_name) && !breaks(value, in_value);
  });
}

void header_list::assign(const http_request& request, bool names_client,
                         std::string_view encodings) {
  text_.clear();
  nodes_.clear();
  // First those that libcurl looks for: it compares the names from the first on.
  add("Accept-Encoding", encodings);
  if (names_client && !find_header(request.headers, "User-Agent"))
    add("User-Agent", user_agent);
  if (request.method == http_method::post) {
    if (request.body.size() > largest_sent_at_once) {
      text_.append("Expect:"sv).push_back('\0');
      nodes_.emplace_back();
    }
    if (!find_header(request.headers, "Content-Type")) {
      text_.append("Content-Type:"sv).push_back('\0');
      nodes_.emplace_back();
    }
  }
  for (const auto& [name, value] : request.headers)
    add(name, value);
  link();
}

void header_list::add(std::string_view name, std::string_view value) {
  // Blanks around it are no part of a value, and of nothing else libcurl would send no header.
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  // CURLOPT_HTTPHEADER: `Name;` sends a header without a value, `Name:` none at all.
  text_.append(name).append(value.empty() ? ";"sv : ": "sv).append(value).push_back('\0');
  nodes_.emplace_back();
}

void header_list::link() {
  char* line = text_.data();
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    nodes_[i].data = line;
    nodes_[i].next = i + 1 < nodes_.size() ? &nodes_[i + 1] : nullptr;
    line += std::strlen(line) + 1;
  }
}

} // namespace target_sdk::curl
