// The `mbox` cookie: session and visitor id of a browser.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <target_sdk/calls.hpp>
#include <target_sdk/cookies.hpp>

#include "delivery/wall_time.hpp"

namespace target_sdk::delivery {

/// How long a session lasts without a call.
inline constexpr std::chrono::seconds session_lifetime{1860};
/// How long a visitor is remembered (two years of 366 days).
inline constexpr std::chrono::seconds visitor_lifetime{63'244'800};

/// The valid entries of a target cookie; empty when absent.
struct target_cookie_entries {
  std::string session;
  std::string pc;
  bool has_refused_pc = false; ///< It holds only ids that the service would refuse.
};

/// Whether the service accepts `id` as a visitor's: at most 128 characters, none of them a blank or
/// a control character.
bool is_usable_visitor_id(std::string_view id) noexcept;

/// Reads a cookie; anything unreadable, expired or unknown in it is ignored.
target_cookie_entries parse_target_cookie(std::string_view value, wall_time now);

/// The session that a visit belongs to; empty when each of its calls gets one of its own.
std::string session_of(const visit& from, wall_time now);

/// The cookie for the browser; an empty `pc` is left out.
cookie make_target_cookie(std::string_view session, std::string_view pc, wall_time now);

} // namespace target_sdk::delivery
