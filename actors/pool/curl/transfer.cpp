#include "actors/pool/curl/transfer.hpp"

#include <algorithm>
#include <limits>

#include "actors/pool/curl/connection_options.hpp"
#include "models/url_parts.hpp"

namespace target_sdk::curl {

namespace {

int to_version(long version) noexcept {
  switch (version) {
  case CURL_HTTP_VERSION_1_0: return 10;
  case CURL_HTTP_VERSION_2_0: return 20;
  default: return 11;
  }
}

} // namespace

transfer::transfer(const pool_options& options, multi& multi)
  : url_(multi.may_use_proxy()),
    easy_(curl_easy_init()),
    http2_(options.http2),
    names_client_(!multi.may_use_proxy()),
    encodings_(decodable_encodings()),
    answer_(multi) {
  if (!easy_) {
    setup_ = CURLE_OUT_OF_MEMORY;
    return;
  }
  easy_options set(easy());
  set_connection_options(set, options, multi.may_use_proxy());
  multi.attach(set);
  set.set<CURLOPT_ERRORBUFFER>(error_.data());
  set.set<CURLOPT_HEADERFUNCTION>(&answer::on_header);
  set.set<CURLOPT_HEADERDATA>(static_cast<void*>(&answer_));
  set.set<CURLOPT_WRITEFUNCTION>(&answer::on_body);
  set.set<CURLOPT_WRITEDATA>(static_cast<void*>(&answer_));
  set.set<CURLOPT_PREREQFUNCTION>(&transfer::on_connected);
  set.set<CURLOPT_PREREQDATA>(static_cast<void*>(this));
  set.set<CURLOPT_XFERINFOFUNCTION>(&transfer::on_progress);
  set.set<CURLOPT_XFERINFODATA>(static_cast<void*>(this));
  setup_ = set.code();
}

CURLcode transfer::prepare(http_request& request, void* owner, const origin_facts& origin,
                           clock::time_point now) {
  error_[0] = '\0';
  if (setup_ != CURLE_OK)
    return setup_;
  answer_.start(easy(), request.max_response_size, std::move(request.answer_memory));
  headers_.assign(request, names_client_,
                  origin.decodes ? std::string_view(encodings_) : "identity");
  easy_options set(easy());
  set.set<CURLOPT_PRIVATE>(owner);
  set_decoding(set, origin.decodes);
  watch_progress(set, request, now);
  set_addresses(set, request.url, origin.addresses);
  if (auto refused = url_.assign(set, request.url); refused != CURLE_OK)
    return refused;
  if (request.method == http_method::post) {
    set.set<CURLOPT_POST>(1L);
    set.set<CURLOPT_POSTFIELDSIZE_LARGE>(static_cast<curl_off_t>(request.body.size()));
    set.set<CURLOPT_POSTFIELDS>(request.body.c_str());
  } else {
    set.set<CURLOPT_HTTPGET>(1L);
  }
  set.set<CURLOPT_HTTPHEADER>(headers_.get());
  set.set<CURLOPT_CONNECTTIMEOUT_MS>(static_cast<long>(
    std::clamp<std::int64_t>(request.connect_timeout.count(), 1, std::numeric_limits<int>::max())));
  set.set<CURLOPT_MAXFILESIZE_LARGE>(static_cast<curl_off_t>(request.max_response_size));
  bool multiplex = http2_ && detail::is_https(request.url);
  set.set<CURLOPT_HTTP_VERSION>(
    static_cast<long>(multiplex ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  // Where exchanges do not share connections, libcurl 8 would let all others wait for the answer to
  // the first one.
  set.set<CURLOPT_PIPEWAIT>(multiplex && origin.multiplexed ? 1L : 0L);
  set.set<CURLOPT_FORBID_REUSE>(0L);
  set.set<CURLOPT_FRESH_CONNECT>(origin.connections.is_opened_by(owner) ? 1L : 0L);
  connections_ = &origin.connections;
  return set.code();
}

void transfer::set_decoding(easy_options& set, bool decode) noexcept {
  if (decode == decodes_)
    return;
  set.set<CURLOPT_HTTP_CONTENT_DECODING>(decode ? 1L : 0L);
  decodes_ = decode;
}

/// Replaces what libcurl keeps of the host, for all transfers of the multi handle. The plus lets it
/// forget that as it forgets what it finds itself.
void transfer::set_addresses(easy_options& set, std::string_view url, std::string_view addresses) {
  if (addresses.empty())
    return;
  auto host = detail::split_url(url).host_and_port;
  auto colon = std::min(host.find(':'), host.size());
  auto port = host.substr(colon);
  if (port.size() <= 1)
    port = detail::is_https(url) ? ":443" : ":80";
  addresses_.assign(1, '+').append(host, 0, colon).append(port).append(":").append(addresses);
  address_list_.data = addresses_.data();
  set.set<CURLOPT_RESOLVE>(&address_list_);
}

/// CURLOPT_LOW_SPEED_TIME would measure averages, in whole seconds.
void transfer::watch_progress(easy_options& set, const http_request& request,
                              clock::time_point now) noexcept {
  set.set<CURLOPT_NOPROGRESS>(request.stall_timeout.count() > 0 ? 0L : 1L);
  moved_ = 0;
  last_progress_ = now;
}

int transfer::on_connected(void* self, char*, char*, int, int) noexcept {
  auto& transfer = *static_cast<class transfer*>(self);
  transfer.connections_->opened(owner_of(transfer.easy()));
  return CURL_PREREQFUNC_OK;
}

/// libcurl calls it after each look at the connection, whether or not bytes arrived. It counts the
/// bytes of the body, before decoding.
int transfer::on_progress(void* self, curl_off_t, curl_off_t received, curl_off_t,
                          curl_off_t sent) noexcept {
  auto& watched = *static_cast<transfer*>(self);
  auto moved = static_cast<std::uint64_t>(received) + static_cast<std::uint64_t>(sent)
               + watched.answer_.header_bytes();
  if (moved != watched.moved_) {
    watched.moved_ = moved;
    watched.last_progress_ = clock::now();
  }
  return 0;
}

transfer::clock::time_point transfer::ends_at(const http_request& request) const noexcept {
  using std::chrono::milliseconds;
  auto stall = request.stall_timeout;
  // Compared like this, no sum with a very long time overflows.
  auto left = std::chrono::duration_cast<milliseconds>(request.deadline - last_progress_);
  bool is_bound = stall > milliseconds(0) && stall < left;
  return is_bound ? last_progress_ + stall : request.deadline;
}

bool transfer::has_unknown_encoding(CURLcode code) const noexcept {
  // The code alone may also mean that the body cannot be decoded.
  return code == CURLE_BAD_CONTENT_ENCODING
         && std::string_view(error_.data()).starts_with("Unrecognized content encoding");
}

std::size_t transfer::release() noexcept {
  easy_options set(easy());
  set.set<CURLOPT_POSTFIELDS>("");
  set.set<CURLOPT_HTTPHEADER>(static_cast<curl_slist*>(nullptr));
  if (!addresses_.empty())
    set.set<CURLOPT_RESOLVE>(static_cast<curl_slist*>(nullptr));
  addresses_.clear();
  return answer_.forget();
}

void transfer::close_connection() noexcept {
  easy_options set(easy());
  set.set<CURLOPT_FORBID_REUSE>(1L);
}

void* transfer::owner_of(CURL* easy) noexcept {
  char* owner = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &owner);
  return owner;
}

http_response transfer::take_answer() noexcept {
  http_response response;
  answer_.move_to(response);
  response.status = static_cast<int>(number(CURLINFO_RESPONSE_CODE));
  response.http_version = to_version(number(CURLINFO_HTTP_VERSION));
  response.connection_reused = number(CURLINFO_NUM_CONNECTS) == 0;
  response.timings = timings();
  return response;
}

http_failure transfer::failure(CURLcode code, const http_request& request) const {
  return to_http_failure({.code = code,
                          .text = error_.data(),
                          .url = request.url,
                          .refusal = answer_.refusal(),
                          .request_sent = is_request_sent(request.url),
                          .head_complete = answer_.is_head_complete(),
                          .proxy_connect_status = number(CURLINFO_HTTP_CONNECTCODE),
                          .connect_timeout = request.connect_timeout,
                          .max_response_size = request.max_response_size});
}

bool transfer::is_request_sent(std::string_view url) const noexcept {
  // CONNECT counts as a request too, so a new TLS connection must also have been established.
  bool secure_pending = detail::is_https(url) && number(CURLINFO_NUM_CONNECTS) > 0
                        && time(CURLINFO_APPCONNECT_TIME_T).count() == 0;
  return number(CURLINFO_REQUEST_SIZE) > 0 && !secure_pending;
}

http_timings transfer::timings() const noexcept {
  http_timings result;
  if (number(CURLINFO_NUM_CONNECTS) > 0) {
    result.name_lookup = time(CURLINFO_NAMELOOKUP_TIME_T);
    result.connect = time(CURLINFO_CONNECT_TIME_T);
    result.app_connect = time(CURLINFO_APPCONNECT_TIME_T);
  }
  result.start_transfer = time(CURLINFO_STARTTRANSFER_TIME_T);
  result.total = time(CURLINFO_TOTAL_TIME_T);
  curl_off_t bytes = 0;
  curl_easy_getinfo(easy(), CURLINFO_SIZE_DOWNLOAD_T, &bytes);
  result.bytes_received = static_cast<std::uint64_t>(bytes);
  bytes = 0;
  curl_easy_getinfo(easy(), CURLINFO_SIZE_UPLOAD_T, &bytes);
  result.bytes_sent = static_cast<std::uint64_t>(bytes);
  return result;
}

long transfer::number(CURLINFO info) const noexcept {
  long value = 0;
  curl_easy_getinfo(easy(), info, &value);
  return value;
}

std::chrono::microseconds transfer::time(CURLINFO info) const noexcept {
  curl_off_t value = 0;
  curl_easy_getinfo(easy(), info, &value);
  return std::chrono::microseconds(value);
}

} // namespace target_sdk::curl
