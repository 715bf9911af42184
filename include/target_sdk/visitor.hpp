// The Experience Cloud visitor: the AMCV cookie, supplemental data ids, customer ids.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <target_sdk/models/visitor_id.hpp>

namespace caf {
class actor_system;
} // namespace caf

namespace target_sdk {

/// The consumer of supplemental data ids when a call names none.
inline constexpr std::string_view default_consumer_id = "target-global-mbox";

/// The contents of an AMCV cookie. A malformed cookie yields empty values, never an error, since
/// cookies are untrusted; so do values that the service would refuse.
struct visitor_cookie {
  std::string marketing_cloud_visitor_id = {};    ///< MCMID
  std::optional<std::int64_t> location_hint = {}; ///< MCAAMLH
  std::string blob = {};                          ///< MCAAMB
  std::string opt_out = {};                       ///< MCOPTOUT
  std::string analytics_id = {};                  ///< MCAID
  std::string customer_id_hash = {};              ///< MCCIDH
  std::string id_sync_days = {};                  ///< MCIDTS
  /// When `opt_out` expires, in seconds since the epoch; none: not stated.
  std::optional<std::int64_t> opt_out_expires = {};
  /// Keys whose only values are ones that the service would refuse.
  std::vector<std::string> refused = {};

  /// Whether the visitor has opted out of all Experience Cloud solutions (`MCOPTOUT|global`) at
  /// `now`. The SDK does not act on it; the caller decides.
  bool opted_out(std::chrono::system_clock::time_point now) const;

  friend bool operator==(const visitor_cookie&, const visitor_cookie&) = default;
};

/// Reads the value of an AMCV cookie, percent-encoded or not.
visitor_cookie parse_visitor_cookie(std::string_view value);

/// Who a shared visitor is.
struct visitor_options {
  std::string organization_id = {};           ///< `@AdobeOrg` is appended when there is no `@`.
  std::string cookie = {};                    ///< Value of the AMCV cookie, if any.
  std::vector<customer_id> customer_ids = {}; ///< Entries without an id are dropped.
  /// Value of the URL parameter `adobe_mc_sdid` after a redirect, if any; used when it names the
  /// same organization and is at most 30 s old.
  std::string redirect_parameter = {};
};

/// A visitor that several calls share, even concurrent ones, so that Analytics counts them as one
/// hit. A handle: copies refer to the same visitor, an empty one to none. The state is held by an
/// actor of the given system until the last handle is destroyed; the system must outlive the
/// handles. The client that created the visitor (`client::create_visitor`) need not; calls with it
/// then fail.
class visitor {
public:
  /// No visitor: each call derives one from its cookie.
  visitor() noexcept = default;

  /// Starts a visitor.
  static visitor create(caf::actor_system& system, visitor_options options);

  /// Whether the handle refers to a visitor.
  explicit operator bool() const noexcept { return impl_ != nullptr; }
  friend bool operator==(const visitor&, const visitor&) = default;

  struct impl;
  /// For the SDK alone.
  explicit visitor(std::shared_ptr<const impl> implementation) noexcept
    : impl_(std::move(implementation)) {}
  /// For the SDK alone.
  const std::shared_ptr<const impl>& implementation() const noexcept { return impl_; }

private:
  std::shared_ptr<const impl> impl_;
};

/// The value of the URL parameter `adobe_mc_sdid`, which passes a supplemental data id on in a
/// redirect: `SDID=<sdid>|MCORGID=<org>|TS=<epoch s>`; percent-encode it into the URL.
std::string redirect_parameter(std::string_view supplemental_data_id,
                               std::string_view organization_id,
                               std::chrono::system_clock::time_point now);

} // namespace target_sdk
