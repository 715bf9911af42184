#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/publish.hpp>

#include <target_sdk/gateway.hpp>

#include "gateway/network.hpp"
#include "gateway/serving/listening.hpp"
#include "gateway/serving/service.hpp"
#include "models/deadline.hpp"

namespace target_sdk {
namespace {

/// The last answers leave within this time.
constexpr std::chrono::milliseconds time_to_write{100};

/// The port is in use by then.
constexpr std::chrono::milliseconds time_to_open{1000};

/// Files, what threads are woken by, lookups of names.
constexpr std::size_t descriptors_for_the_rest = 64;

} // namespace

struct gateway_server::impl {
  explicit impl(client the_client) : served(std::move(the_client)) {}

  /// Opens the port.
  result<void> open(const gateway_server_options& options) {
    init(config);
    tune_for_short_calls(config);
    detail::load_network(config, options.tls, doors());
    system = std::make_unique<caf::actor_system>(config);
    service = detail::spawn_service(*system, served);
    const auto host = options.host == "localhost" ? std::string("127.0.0.1") : options.host;
    auto opened = detail::has_tls(options.tls)
                    ? caf::openssl::publish(service, options.port, host.c_str(), true)
                    : system->middleman().publish(service, options.port, host.c_str(), true);
    if (!opened)
      return fail(error_kind::invalid_configuration,
                  "cannot listen on " + host + ':' + std::to_string(options.port) + ": "
                    + detail::why_nobody_listens(host, options.port));
    port = *opened;
    await_loop();
    return {};
  }

  /// What is closed in the turn of CAF's loop in which it was opened keeps its descriptor for ever.
  void await_loop() {
    auto turn = std::make_shared<std::promise<void>>();
    auto done = turn->get_future();
    system->middleman().run_later([turn = std::move(turn)] { turn->set_value(); });
    done.wait_for(time_to_open);
  }

  /// The connections of the client to its servers need descriptors, too.
  detail::door_options doors() const {
    const auto& own = served.options();
    const auto connections = own.pool.io_threads * own.pool.max_connections;
    return {.reserve = connections + descriptors_for_the_rest, .logger = own.logger};
  }

  ~impl() {
    detail::as_guest(nullptr, [this] {
      if (port != 0)
        system->middleman().close(port);
      if (service)
        caf::anon_send_exit(service, caf::exit_reason::user_shutdown);
      service = nullptr;
      system.reset();
    });
  }

  client served;
  caf::actor_system_config config;
  std::unique_ptr<caf::actor_system> system;
  detail::gateway_service service;
  std::uint16_t port = 0;
};

gateway_server::gateway_server(std::unique_ptr<impl> implementation) noexcept
  : impl_(std::move(implementation)) {
}

gateway_server::~gateway_server() = default;
gateway_server::gateway_server(gateway_server&&) noexcept = default;
gateway_server& gateway_server::operator=(gateway_server&&) noexcept = default;

std::uint16_t gateway_server::port() const noexcept {
  return impl_->port;
}

bool gateway_server::drain(std::chrono::milliseconds deadline) {
  const auto latest = deadline_after(deadline);
  detail::drain_gateway order{.done = std::make_shared<std::promise<void>>()};
  auto gone = order.done->get_future();
  detail::send_anonymously(impl_->service, std::move(order));
  const bool is_empty = gone.wait_until(latest) == std::future_status::ready;
  std::this_thread::sleep_for(time_to_write);
  return is_empty;
}

result<gateway_server> serve_gateway(client client, gateway_server_options options) {
  if (auto usable = detail::check_tls(options.tls, detail::is_loopback(options.host)); !usable)
    return tl::unexpected(std::move(usable.error()));
  auto made = std::make_unique<gateway_server::impl>(std::move(client));
  result<void> opened;
  try {
    detail::as_guest(nullptr, [&] { opened = made->open(options); });
  } catch (const std::exception& problem) {
    opened = fail(error_kind::invalid_configuration,
                  std::string("the gateway cannot start: ") + problem.what());
  }
  if (!opened)
    return tl::unexpected(std::move(opened.error()));
  return gateway_server(std::move(made));
}

} // namespace target_sdk
