// Several asks as one request. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <target_sdk/calls.hpp>

namespace target_sdk::delivery {

/// The service refuses requests with more.
inline constexpr std::size_t max_mboxes_per_request = 50;

/// What an ask has in a request that it shares, and so gets of the answer.
struct ask_share {
  /// An mbox, by the index that the ask gave it, and by that of the shared request.
  struct numbered_mbox {
    std::int64_t own = 0;
    std::int64_t shared = 0;

    friend bool operator==(const numbered_mbox&, const numbered_mbox&) = default;
  };
  /// Of `execute` or of `prefetch`.
  struct section {
    bool is_asked = false;
    bool page_load = false;
    std::vector<numbered_mbox> mboxes = {};
  };
  section execute = {};
  section prefetch = {};
  list<view_request> views = {};
};

/// Asks that share a request. What two of them ask for in the same words is asked once.
class merged_asks {
public:
  merged_asks() noexcept = default;
  /// The request of a single ask may have more mboxes than that: it stays as it is.
  explicit merged_asks(std::size_t max_mboxes) noexcept : max_mboxes_(max_mboxes) {}

  /// Takes `ask` in. False when it cannot share this request: it says something else of the visitor
  /// or of the page, asks for what the request asks for in other words where answers could not be
  /// told apart, or does not fit. An ask with more mboxes than a request may have never shares one.
  bool add(const get_offers& ask);

  /// How many asks share the request.
  std::size_t count() const noexcept { return shares_.size(); }
  /// What that of a number has in it; numbers follow the order of `add`.
  const ask_share& share(std::size_t number) const { return shares_[number]; }
  /// Whether only one ask has views; answers do not say for which request a view came.
  bool has_views_of_one() const noexcept { return asks_with_views_ == 1; }

  /// Takes the call that asks for all of it; that of a single ask as it was given. Once, when there
  /// is nothing more to add.
  get_offers take_call();

private:
  bool fits(const get_offers& ask) const;
  std::size_t count_mboxes() const noexcept;
  std::size_t new_mboxes(const list<mbox_request>& asked, const list<mbox_request>& known) const;
  void take(const get_offers& ask);

  std::size_t max_mboxes_ = max_mboxes_per_request;
  get_offers first_ = {}; ///< As it was given.
  bool is_exclusive_ = false;
  execute_request execute_ = {};
  prefetch_request prefetch_ = {};
  std::size_t asks_with_views_ = 0;
  std::vector<ask_share> shares_ = {};
};

/// Whether names or keys of views are the same: case does not count.
bool is_same_word(std::string_view one, std::string_view other) noexcept;

/// Whether an ask is one: a wrong one must not cost others their answer. Errors as of `prepare`.
[[nodiscard]] result<void> check_ask(const get_offers& ask);

/// How many mboxes an ask asks for.
std::size_t count_mboxes(const delivery_request& request) noexcept;

} // namespace target_sdk::delivery
