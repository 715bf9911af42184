#include "gateway/carrying/links.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <caf/io/basp_broker.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/manager.hpp>
#include <caf/openssl/middleman_actor.hpp>

#include "gateway/carrying/choice.hpp"
#include "gateway/descriptors.hpp"
#include "gateway/network.hpp"
#include "models/deadline.hpp"

namespace target_sdk::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds ping_interval{250};
/// Without a sign for so long a gateway hangs.
constexpr milliseconds longest_silence{750};
constexpr milliseconds pause_between_probes{250};
/// The lookup of a name may take for ever. A look is given up after that time, and the next one may
/// find a resolver that works again; so many threads at most are on their way.
constexpr milliseconds longest_probe{5000};
constexpr long most_probes = 6; // As long as a resolver takes to give up.
constexpr milliseconds pause_between_greetings{1000};
/// A look that comes so late shows that it is this process that hung.
constexpr milliseconds late_look{400};

} // namespace

gateway_links::gateway_links(gateway_carrier::pointer self, settings_ptr settings,
                             const gateway_options& options, owner_functions owner)
  : self_(self),
    settings_(std::move(settings)),
    has_tls_(has_tls(options.tls)),
    max_wait_(bounded(options.max_wait)),
    owner_(std::move(owner)),
    own_{.version = gateway_version,
         .client = settings_->options.client,
         .organization_id = settings_->options.organization_id},
    gate_(std::make_shared<probe_gate>(gateway_carrier(self))),
    last_look_(steady_clock::now()),
    none_up_since_(last_look_) {
  for (const auto& address : options.gateways)
    links_.push_back({.address = address, .name = to_text(address)});
}

gateway_links::~gateway_links() {
  gate_->close();
  if (is_connector_own_)
    caf::anon_send_exit(connector_, caf::exit_reason::kill);
  else if (connector_)
    stop_monitor(self_, connector_);
}

template <class Handle>
gateway_links::link* gateway_links::find(Handle link::*handle, actor_identity whom) {
  if (whom == nullptr)
    return nullptr;
  const auto found = std::find_if(links_.begin(), links_.end(), [&](const link& each) {
    return identity_of(each.*handle) == whom;
  });
  return found == links_.end() ? nullptr : &*found;
}

void gateway_links::look() {
  const auto now = steady_clock::now();
  const bool is_late = now - std::exchange(last_look_, now) > late_look;
  for (auto& each : links_) {
    if (is_late)
      each.last_sign = now;
    look_at(each, now);
  }
}

void gateway_links::look_at(link& each, steady_time now) {
  switch (each.at) {
  case stage::down:
    if (now < each.next_look)
      return;
    return start_probe(each);
  case stage::greeting:
    if (now - each.since >= pause_between_greetings)
      greet(each);
    return;
  case stage::up:
  case stage::draining: look_for_signs(each, now); return ping(each, now);
  case stage::hung: return ping(each, now);
  case stage::probing:
    if (now - each.since >= longest_probe)
      lose(each, "its address cannot be looked up in time");
    return;
  case stage::connecting:
  case stage::unfit: return;
  }
}

void gateway_links::start_probe(link& which) {
  if (which.probes.use_count() > most_probes)
    return;
  enter(which, stage::probing);
  if (!probe({.gateway = number_of(which), .number = ++which.probe}, which.address, gate_,
             which.probes))
    lose(which, "no thread to look for it");
}

void gateway_links::look_for_signs(link& each, steady_time now) {
  if (now - each.last_sign <= longest_silence)
    return;
  each.problem = "it does not answer";
  enter(each, stage::hung);
  note_whether_up();
  settings_->options.logger(log_level::warning, "gateway " + each.name + " hangs");
  owner_.on_lost(number_of(each));
}

void gateway_links::enter(link& which, stage next) {
  if (which.at == stage::up && (next == stage::hung || next == stage::down))
    settings_->gateways[number_of(which)]->losses.add();
  which.at = next;
  which.since = steady_clock::now();
}

void gateway_links::on_probed(const gateway_probed& found) {
  auto& which = links_[found.gateway];
  if (which.at != stage::probing || found.number != which.probe)
    return;
  if (found.address.empty())
    return lose(which, found.problem);
  connect(found.gateway, found.address);
}

/// CAF's answer may never come: when the gateway hangs in the middle of it.
void gateway_links::connect(std::size_t number, const std::string& address) {
  auto& which = links_[number];
  if (are_descriptors_scarce())
    return lose(which, "this process has no descriptors left");
  enter(which, stage::connecting);
  which.problem = "no answer to the connection";
  auto& system = self_->system();
  if (!connector_)
    use_connector(has_tls_ ? system.openssl_manager().actor_handle()
                           : system.middleman().actor_handle());
  const auto is_latest = [this, number, attempt = ++which.connection] {
    return links_[number].at == stage::connecting && links_[number].connection == attempt;
  };
  self_->request(connector_, caf::infinite, caf::connect_atom_v, address, which.address.port)
    .then(
      [this, number, is_latest](const caf::node_id&, const caf::strong_actor_ptr& service,
                                const std::set<std::string>&) {
        if (is_latest())
          on_connected(links_[number], service);
      },
      [this, number, is_latest](const caf::error&) {
        if (is_latest())
          lose(links_[number], has_tls_ ? "no connection with TLS" : "no connection");
      });
}

void gateway_links::use_connector(caf::io::middleman_actor which) {
  connector_ = std::move(which);
  start_monitor(self_, connector_);
}

void gateway_links::replace_connector() {
  auto& system = self_->system();
  const auto broker = system.middleman().named_broker<caf::io::basp_broker>(caf::atom("BASP"));
  use_connector(has_tls_ ? caf::openssl::make_middleman_actor(system, broker)
                         : caf::io::make_middleman_actor(system, broker));
  is_connector_own_ = true;
  settings_->options.logger(log_level::warning,
                            "gateway: this process ran out of descriptors while it connected");
  for (auto& each : links_)
    if (each.at == stage::connecting)
      lose(each, "too few descriptors to connect");
}

void gateway_links::on_connected(link& which, const caf::strong_actor_ptr& service) {
  if (!service)
    return lose(which, "this is no gateway");
  which.service = caf::actor_cast<gateway_service>(service);
  start_monitor(self_, which.service);
  greet(which);
}

void gateway_links::greet(link& which) {
  enter(which, stage::greeting);
  which.problem = "no answer to the greeting";
  send_to(self_, which.service, to_text(own_));
}

void gateway_links::on_hello(const std::string& text) {
  auto* which = find(&link::service, identity_of(self_->current_sender()));
  if (which == nullptr || which->at != stage::greeting)
    return;
  auto other = read_hello(text);
  const bool is_draining = other && other->is_draining;
  auto fits = other ? match(own_, *other) : tl::unexpected(std::move(other.error()));
  if (fits) {
    if (is_draining) // Else the welcome follows.
      which->problem = "it ends";
    return;
  }
  which->problem = fits.error().message;
  enter(*which, stage::unfit);
  settings_->options.logger(log_level::error,
                            "gateway " + which->name + " cannot be used: " + which->problem);
}

void gateway_links::on_welcome(const gateway_welcome& welcome) {
  auto* which = find(&link::service, identity_of(self_->current_sender()));
  if (which == nullptr || which->at != stage::greeting || !welcome.session)
    return;
  which->session = caf::actor_cast<gateway_session>(welcome.session);
  start_monitor(self_, which->session);
  which->last_sign = steady_clock::now();
  enter(*which, stage::up);
  settings_->options.logger(log_level::info, "gateway " + which->name + " is up");
  note_whether_up();
  owner_.on_up();
}

void gateway_links::ping(link& which, steady_time now) {
  if (now - which.last_ping < ping_interval)
    return;
  which.last_ping = now;
  send_to(self_, which.session, gateway_ping{.number = next_ping_++});
}

void gateway_links::on_pong(gateway_pong pong) {
  on_sign();
  if (pong.is_draining)
    on_refusal();
}

std::optional<std::size_t> gateway_links::on_sign() {
  auto* which = find(&link::session, identity_of(self_->current_sender()));
  if (which == nullptr)
    return std::nullopt;
  which->last_sign = steady_clock::now();
  if (which->at == stage::hung) {
    enter(*which, which->is_draining ? stage::draining : stage::up);
    settings_->options.logger(log_level::info, "gateway " + which->name + " answers again");
    note_whether_up();
    if (!which->is_draining)
      owner_.on_up();
  }
  return number_of(*which);
}

void gateway_links::on_refusal() {
  auto* which = find(&link::session, identity_of(self_->current_sender()));
  if (which == nullptr || which->is_draining)
    return;
  which->is_draining = true;
  which->problem = "it ends";
  enter(*which, stage::draining);
  settings_->options.logger(log_level::info, "gateway " + which->name + " ends");
  note_whether_up();
}

void gateway_links::on_down(actor_identity ended) {
  if (ended == identity_of(connector_))
    return replace_connector();
  auto* which = find(&link::session, ended);
  if (which == nullptr)
    which = find(&link::service, ended);
  if (which != nullptr)
    lose(*which, "the connection was lost");
}

void gateway_links::lose(link& which, std::string problem) {
  const bool had_session = static_cast<bool>(which.session);
  if (which.service)
    stop_monitor(self_, which.service);
  if (had_session)
    stop_monitor(self_, which.session);
  which.service = nullptr;
  which.session = nullptr;
  which.is_draining = false;
  which.problem = std::move(problem);
  which.next_look = steady_clock::now() + pause_between_probes;
  enter(which, stage::down);
  note_whether_up();
  if (!had_session)
    return;
  settings_->options.logger(log_level::warning,
                            "gateway " + which.name + " is lost: " + which.problem);
  owner_.on_lost(number_of(which));
}

std::optional<std::size_t> gateway_links::choose(std::string_view session,
                                                 const std::vector<std::size_t>& refused) const {
  std::optional<std::size_t> best;
  std::uint64_t best_fit = 0;
  for (std::size_t number = 0; number < links_.size(); ++number) {
    const auto& each = links_[number];
    if (each.at != stage::up || std::find(refused.begin(), refused.end(), number) != refused.end())
      continue;
    const auto fit = fitness(each.name, session);
    if (!best || fit > best_fit) {
      best = number;
      best_fit = fit;
    }
  }
  return best;
}

void gateway_links::note_whether_up() {
  for (const auto& each : links_)
    settings_->gateways[number_of(each)]->is_up.store(each.at == stage::up,
                                                      std::memory_order_relaxed);
  const bool is_any = std::any_of(links_.begin(), links_.end(),
                                  [](const link& each) { return each.at == stage::up; });
  if (is_any)
    none_up_since_.reset();
  else if (!none_up_since_)
    none_up_since_ = steady_clock::now();
}

bool gateway_links::are_all_down() const {
  return none_up_since_ && steady_clock::now() - *none_up_since_ >= max_wait_;
}

error gateway_links::why_none() const {
  std::string text = "no gateway is up: ";
  for (const auto& each : links_)
    text += (&each == links_.data() ? "" : "; ") + each.name + ": " + each.problem;
  return {.kind = error_kind::unavailable, .message = std::move(text)};
}

} // namespace target_sdk::detail
