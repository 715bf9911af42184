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

/// What an AMCV cookie says. Broken cookies give empty values, never an error: they come from
/// strangers. So do values that the service would refuse.
struct visitor_cookie {
  std::string marketing_cloud_visitor_id = {};    ///< MCMID
  std::optional<std::int64_t> location_hint = {}; ///< MCAAMLH
  std::string blob = {};                          ///< MCAAMB
  std::string opt_out = {};                       ///< MCOPTOUT
  std::string analytics_id = {};                  ///< MCAID
  std::string customer_id_hash = {};              ///< MCCIDH
  std::string id_sync_days = {};                  ///< MCIDTS
  /// When `opt_out` ends, in seconds since the epoch; none: it does not say.
  std::optional<std::int64_t> opt_out_expires = {};
  /// Keys that stood there with a value that the service would refuse, and with no better one.
  std::vector<std::string> refused = {};

  /// Whether the visitor has opted out of all Experience Cloud solutions (`MCOPTOUT|global`) at
  /// `now`. The SDK leaves it to the caller what follows from that.
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
  /// Value of the URL parameter `adobe_mc_sdid` of a redirect, if any; used when it is of the same
  /// organization and not older than 30 s.
  std::string redirect_parameter = {};
};

/// A visitor that several calls share, also concurrent ones, so that they are counted as one hit
/// in Analytics. A handle: copies name the same visitor, an empty one none. The state lives in an
/// actor of the given system and ends with the last handle; the system must outlive the handles,
/// a client that made the visitor (`client::create_visitor`) need not: then its calls fail.
class visitor {
public:
  /// No visitor: each call makes its own from its cookie.
  visitor() noexcept = default;

  /// Starts a visitor.
  static visitor create(caf::actor_system& system, visitor_options options);

  /// Whether it names a visitor.
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

/// The value of the URL parameter `adobe_mc_sdid` that hands a supplemental data id over in a
/// redirect: `SDID=<sdid>|MCORGID=<org>|TS=<epoch s>`; percent-encode it into the URL.
std::string redirect_parameter(std::string_view supplemental_data_id,
                               std::string_view organization_id,
                               std::chrono::system_clock::time_point now);

} // namespace target_sdk
