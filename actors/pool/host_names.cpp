#include "actors/pool/host_names.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "models/ascii.hpp"
#include "models/url_parts.hpp"

namespace target_sdk::pool {

namespace {

using list_ptr = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

/// Lookups at a time; more hosts than this must hang before one that answers has to wait.
constexpr std::size_t max_threads = 8;

/// `getaddrinfo` does not tell how long addresses are good for; libcurl takes a minute, too.
constexpr std::chrono::seconds good_for{60};
/// Old addresses of a host that nobody has asked for this long are not used while they are looked
/// up again: they may belong to somebody else by now.
constexpr std::chrono::minutes longest_rest{10};
constexpr std::chrono::seconds pause_after_failure{1};

/// More hosts than this are forgotten while nobody uses them.
constexpr std::size_t max_unused = 256;

constexpr std::size_t max_name = 253;

/// Empty for an address that libcurl cannot be told.
std::string to_text(const addrinfo& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ai_family == AF_INET) {
    auto* v4 = reinterpret_cast<const sockaddr_in*>(address.ai_addr);
    return inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size()) ? text.data() : "";
  }
  auto* v6 = reinterpret_cast<const sockaddr_in6*>(address.ai_addr);
  if (address.ai_family != AF_INET6 || v6->sin6_scope_id != 0
      || !inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size()))
    return {};
  return std::string("[").append(text.data()).append("]");
}

name_found look_up(std::string host) {
  name_found found{.host = std::move(host)};
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  const int code = getaddrinfo(found.host.c_str(), nullptr, &hints, &first);
  list_ptr list(code == 0 ? first : nullptr, &freeaddrinfo);
  for (auto* each = list.get(); each; each = each->ai_next)
    if (auto text = to_text(*each); !text.empty())
      found.addresses.append(found.addresses.empty() ? "" : ",").append(text);
  if (code != 0) {
    found.is_certain = code == EAI_NONAME || code == EAI_NODATA;
    found.reason = gai_strerror(code);
  }
  return found;
}

/// Whether it is an address, in one of the forms of old, as `127.1`.
bool is_address(const std::string& host) noexcept {
  in_addr address{};
  return inet_aton(host.c_str(), &address) != 0;
}

/// Whether libcurl, too, would ask for just this name. It knows addresses of `localhost` by heart.
bool is_plain_name(std::string_view host) noexcept {
  bool is_plain = std::all_of(host.begin(), host.end(), [](char c) {
    return detail::is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
  });
  return is_plain && !host.empty() && host.size() <= max_name && host.back() != '.'
         && host != "localhost" && !host.ends_with(".localhost");
}

/// Whether this follows a host: nothing, or a colon and perhaps a number. Of a password with a
/// slash the beginning looks like one, and libcurl refuses the URL.
bool is_port(std::string_view text) noexcept {
  constexpr std::size_t longest = std::string_view(":65535").size();
  return text.size() <= longest
         && std::all_of(text.begin() + !text.empty(), text.end(), detail::is_digit);
}

} // namespace

host_names::host_names(bool may_use_proxy, caf::actor tell)
  : may_use_proxy_(may_use_proxy),
    gate_(std::make_shared<detail::answer_gate<caf::actor>>(std::move(tell))) {
}

std::shared_ptr<host_name> host_names::find(std::string_view url) {
  auto host = detail::split_url(url).host_and_port;
  auto colon = std::min(host.find(':'), host.size());
  auto text = detail::to_lower(host.substr(0, colon));
  if (!is_port(host.substr(colon)) || !is_plain_name(text) || is_address(text) || may_use_proxy_)
    return nullptr;
  if (hosts_.size() >= max_unused)
    forget_unused();
  auto& known = hosts_[text];
  if (!known)
    known = std::make_shared<host_name>(host_name{.text = text});
  return known;
}

void host_names::forget_unused() {
  std::erase_if(hosts_, [](const auto& item) { return item.second.use_count() == 1; });
}

host_names::answer host_names::ask(const std::shared_ptr<host_name>& host, clock::time_point now) {
  bool is_due = !host->is_awaited && now >= host->next_lookup;
  if (is_due && now - host->last_use > longest_rest)
    host->addresses.clear();
  host->last_use = now;
  if (is_due) {
    waiting_.push_back(host);
    host->is_awaited = true;
    start_lookups(now);
  }
  if (!host->addresses.empty())
    return answer::known;
  return host->is_awaited ? answer::awaited : answer::unknown;
}

void host_names::start_lookups(clock::time_point now) {
  for (; !waiting_.empty() && threads_ < max_threads; waiting_.pop_front()) {
    auto work = [host = waiting_.front()->text, gate = gate_]() mutable noexcept {
      try {
        gate->leave(look_up(std::move(host)));
      } catch (const std::bad_alloc&) {
        // Nobody hears of it; exchanges end at their deadline.
      }
    };
    try {
      std::thread(std::move(work)).detach();
      ++threads_;
    } catch (const std::system_error&) {
      if (threads_ > 0)
        return; // The next one that ends makes room.
      waiting_.front()->is_awaited = false;
      waiting_.front()->next_lookup = now + pause_after_failure;
    }
  }
}

std::shared_ptr<host_name> host_names::take(name_found&& found, clock::time_point now) {
  --threads_;
  start_lookups(now);
  auto known = hosts_.find(found.host);
  if (known == hosts_.end())
    return nullptr;
  auto& host = *known->second;
  host.is_awaited = false;
  bool is_success = !found.addresses.empty();
  host.next_lookup = now + (is_success ? good_for : pause_after_failure);
  if ((is_success || found.is_certain) && host.addresses != found.addresses) {
    host.addresses = std::move(found.addresses);
    host.version += is_success;
  }
  return known->second;
}

} // namespace target_sdk::pool
