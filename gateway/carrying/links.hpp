// The gateways of a client: which of them are up.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <caf/io/middleman_actor.hpp>

#include <target_sdk/gateway.hpp>

#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "gateway/carrying/probe.hpp"
#include "gateway/hello.hpp"
#include "gateway/messages.hpp"

namespace target_sdk::detail {

/// Connects to each gateway, as often as it takes, and asks each that is up whether it still is:
/// `look` does what is due, and is to be called every `look_interval`.
class gateway_links {
public:
  static constexpr std::chrono::milliseconds look_interval{100};

  struct owner_functions {
    std::function<void()> on_up;              ///< One more is up.
    std::function<void(std::size_t)> on_lost; ///< Nothing comes from there, for now.
  };

  gateway_links(gateway_carrier::pointer self, settings_ptr settings,
                const gateway_options& options, owner_functions owner);
  gateway_links(const gateway_links&) = delete;
  gateway_links& operator=(const gateway_links&) = delete;
  ~gateway_links();

  void look();
  void on_probed(const gateway_probed& found);
  /// A gateway says who it is.
  void on_hello(const std::string& text);
  void on_welcome(const gateway_welcome& welcome);
  void on_pong(gateway_pong pong);
  void on_down(actor_identity ended);
  /// The sender of the current message has answered a call; gives its number, if it has one still.
  std::optional<std::size_t> on_sign();
  /// The gateway takes no calls any more, and still answers those that it has.
  void on_refusal();

  /// The gateway for the calls of a session, without those that have refused the call; none when
  /// there is none up.
  std::optional<std::size_t> choose(std::string_view session,
                                    const std::vector<std::size_t>& refused) const;
  /// Null when the connection was lost.
  const gateway_session& session_of(std::size_t number) const { return links_[number].session; }
  bool is_any_up() const { return !none_up_since_; }
  /// A call is given to it.
  void count_call(std::size_t number) noexcept { settings_->gateways[number]->calls.add(); }
  /// None has been up for the time that calls wait.
  bool are_all_down() const;
  /// Why there is none: `unavailable`.
  error why_none() const;

private:
  enum class stage {
    down,       ///< Nobody listens, or a look at the port is due.
    probing,    ///< Somebody looks whether anybody listens, for a limited time.
    connecting, ///< CAF is asked to connect.
    greeting,   ///< It has been told who we are.
    unfit,      ///< It is of another version or client.
    up,         ///< It takes calls.
    draining,   ///< It answers those that it has.
    hung,       ///< It is connected and says nothing.
  };

  struct link {
    gateway_address address = {};
    std::string name = {};
    stage at = stage::down;
    steady_time since = {};     ///< Of the stage.
    steady_time next_look = {}; ///< When it is down.
    steady_time last_ping = {};
    steady_time last_sign = {};
    gateway_service service = {};
    gateway_session session = {};
    bool is_draining = false;     ///< Also while it hangs.
    std::uint64_t probe = 0;      ///< The latest one; others were given up.
    std::uint64_t connection = 0; ///< The latest attempt; the answers to others do not count.
    /// Those on their way have it, too, given up or not.
    std::shared_ptr<const void> probes = std::make_shared<char>();
    std::string problem = "not asked yet";
  };

  void look_at(link& each, steady_time now);
  void start_probe(link& which);
  /// Notices one that says nothing.
  void look_for_signs(link& each, steady_time now);
  void enter(link& which, stage next);
  void connect(std::size_t number, const std::string& address);
  void on_connected(link& which, const caf::strong_actor_ptr& service);
  /// CAF's actor that connects; that with TLS ends when it finds no descriptor for a file.
  void use_connector(caf::io::middleman_actor which);
  void replace_connector();
  void greet(link& which);
  void ping(link& which, steady_time now);
  /// It is not up any more.
  void lose(link& which, std::string problem);
  /// Which of them are up is told, and since when none is.
  void note_whether_up();
  template <class Handle>
  link* find(Handle link::*handle, actor_identity whom);
  std::size_t number_of(const link& which) const {
    return static_cast<std::size_t>(&which - links_.data());
  }

  gateway_carrier::pointer self_;
  settings_ptr settings_;
  bool has_tls_;
  std::chrono::milliseconds max_wait_;
  owner_functions owner_;
  hello own_;
  std::vector<link> links_;
  caf::io::middleman_actor connector_; ///< Null until the first connection.
  bool is_connector_own_ = false;
  std::shared_ptr<probe_gate> gate_;
  steady_time last_look_;
  std::optional<steady_time> none_up_since_;
  std::uint64_t next_ping_ = 1;
};

} // namespace target_sdk::detail
