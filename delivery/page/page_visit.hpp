// Who visits a page: what the browser said, and then what Target answered. Pure functions.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <target_sdk/calls.hpp>
#include <target_sdk/client_options.hpp>
#include <target_sdk/page_request.hpp>

namespace target_sdk::delivery {

/// What the requests of a page have in common. A value, cheap to copy.
class page_visit {
public:
  explicit page_visit(page_request page);

  /// Takes out of an ask what it only repeats of the page or of the client, so that asks that say
  /// the same in different ways can share a request. False, and the ask as it was, when it is about
  /// somebody else: its cookies, session, shared visitor or one of its ids are not the page's. The
  /// target cookie may be that of any answer.
  bool simplify(get_offers& ask, const client_options& options) const;

  /// Adds to the call of a page what it leaves out: context, QA mode, preview, cookies; once the
  /// visitor is known, the ids, and the supplemental data id of the page, which is one hit.
  /// @{
  void complete(get_offers& call) const;
  void complete(send_notifications& report) const;
  /// @}

  /// Whether the visit of a simplified ask is just that of the page.
  static bool is_plain(const get_offers& simplified);

  /// Keeps what an answer tells of the visitor. All answers get the supplemental data id of the
  /// first one in their visitor state; those to plain asks also its other parts, that of the first
  /// plain one. What an ask says of its own, such as customer ids, is not told to others.
  void learn(offers& answer, bool was_plain);
  /// Whether there was an answer.
  bool is_known() const noexcept { return is_known_; }

  const page_request& page() const noexcept { return *page_; }

private:
  /// Whether `given`, if it says anything, is what the page knows.
  template <class Member>
  bool is_repeated(const visit& given, Member member) const;
  /// The newest names by which answers called the visitor: few, as they seldom change.
  struct known_names {
    static constexpr std::size_t most = 16;

    bool contains(std::string_view name) const;
    void add(std::string_view name);

    std::vector<std::string> names = {}; ///< Newest last.
  };

  /// Whether a visitor id of Target is that of the page, at whatever edge.
  bool is_device(std::string_view tnt_id) const;
  bool is_session(std::string_view session) const;
  /// Whether a target cookie names nobody else: by session and visitor id, valid or not.
  bool is_cookie(const std::string& target_cookie) const;
  /// Whether an id names nobody else, by any of its parts.
  bool names_visitor(const visitor_id& id) const;
  /// Takes out of an id that names the visitor what the page adds anyway.
  static void omit_known_ids(std::optional<visitor_id>& id, bool customers_too);
  void learn_ids(const offers& answer);
  void learn_state(offers& answer, bool was_plain);
  template <class Call>
  void complete_call(Call& call) const;
  void complete_request(delivery_request& request) const;

  std::shared_ptr<const page_request> page_;
  bool is_known_ = false;
  // Of the answers; they replace what the browser said.
  std::string target_cookie_ = {};
  std::string location_hint_ = {};
  std::optional<visitor_id> id_ = {}; ///< As the newest answer has it.
  known_names sessions_ = {};
  known_names devices_ = {}; ///< Visitor ids of Target without their edge.
  std::optional<std::string> supplemental_data_id_ = {};
  json visitor_state_ = {}; ///< Of plain asks.
  json sdid_ = {};          ///< What the first visitor state says of the supplemental data id.
};

} // namespace target_sdk::delivery
