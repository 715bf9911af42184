#include "gateway/network.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <system_error>
#include <typeinfo>
#include <utility>

#include <arpa/inet.h>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/io/middleman.hpp>
#include <caf/io/network/default_multiplexer.hpp>
#include <caf/node_id.hpp>
#include <caf/openssl/manager.hpp>
#include <openssl/ssl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <target_sdk/random.hpp>

#include "gateway/broker.hpp"
#include "gateway/messages.hpp"

namespace target_sdk::detail {
namespace {

/// A connection without a sign of life for so long is closed, so that the next one is a new one:
/// TCP would not notice for minutes that a machine is gone.
constexpr std::chrono::milliseconds heartbeat_interval{1000};
constexpr std::chrono::milliseconds connection_timeout{4000};

int give_password(char* buffer, int size, int, void* password) {
  const auto& text = *static_cast<const std::string*>(password);
  if (text.size() >= static_cast<std::size_t>(size))
    return 0;
  text.copy(buffer, text.size());
  return static_cast<int>(text.size());
}

/// A copy of a file in memory. CAF reads those of TLS anew for each connection, and ends the
/// process when it cannot: while they are being replaced, for example.
class file_in_memory {
public:
  explicit file_in_memory(const std::string& file)
    : descriptor_(::memfd_create("target_sdk_tls", MFD_CLOEXEC)),
      path_(file) {
    const std::ifstream source(file, std::ios::binary);
    std::ostringstream read;
    read << source.rdbuf();
    const auto text = read.str();
    if (descriptor_ >= 0 && source
        && ::write(descriptor_, text.data(), text.size()) == static_cast<ssize_t>(text.size()))
      path_ = "/proc/self/fd/" + std::to_string(descriptor_);
  }
  file_in_memory(const file_in_memory&) = delete;
  file_in_memory& operator=(const file_in_memory&) = delete;
  ~file_in_memory() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }

  /// Of the copy; of the file itself when there is no memory for one.
  const std::string& path() const noexcept { return path_; }

private:
  int descriptor_;
  std::string path_;
};

struct tls_files {
  explicit tls_files(const gateway_tls& tls)
    : certificate(tls.certificate_file),
      key(tls.key_file),
      authorities(tls.ca_file) {}

  file_in_memory certificate;
  file_in_memory key;
  file_in_memory authorities;
};

/// CAF opens files while it accepts a connection, and throws when it cannot: that would end the
/// process. The connection is closed by then, and nothing else has begun.
class own_loop final : public caf::io::network::default_multiplexer {
public:
  own_loop(caf::actor_system* system, log_sink logger)
    : default_multiplexer(system),
      logger_(std::move(logger)) {}

  void run() override {
    while (!has_ended())
      ;
  }

private:
  bool has_ended() {
    try {
      default_multiplexer::run();
      return true;
    } catch (const std::exception& problem) {
      logger_(log_level::error, std::string("gateway: a connection failed: ") + problem.what());
      return false;
    }
  }

  log_sink logger_;
};

/// CAF names a node by the addresses of its network cards and the number of its process, which may
/// be the same in two containers; a gateway would then take two back ends for one. Here nodes have
/// random names.
class own_network final : public caf::io::middleman {
public:
  own_network(caf::actor_system& system, std::shared_ptr<const tls_files> files, door_options doors)
    : middleman(system),
      loop_(&system, doors.logger),
      files_(std::move(files)),
      doors_(std::move(doors)) {}

  void start() override {
    // CAF takes the one that is there. It runs when the loop does.
    const auto broker = named_broker<gateway_broker>(caf::atom("BASP"));
    static_cast<gateway_broker*>(caf::actor_cast<caf::abstract_actor*>(broker))->use(doors_);
    middleman::start();
  }

  caf::io::network::multiplexer& backend() override { return loop_; }

  void init(caf::actor_system_config& config) override {
    middleman::init(config);
    caf::node_id::default_data::host_id_type name{};
    for (auto& byte : name)
      byte = static_cast<std::uint8_t>(thread_random());
    // Nobody has been told the name yet: no module has started.
    const_cast<caf::node_id&>(system().node()) =
      caf::make_node_id(static_cast<std::uint32_t>(::getpid()), name);
  }

private:
  own_loop loop_;
  std::shared_ptr<const tls_files> files_; ///< Null without TLS.
  door_options doors_;
};

tl::unexpected<error> refuse(const char* member, const std::string& file) {
  return fail(error_kind::invalid_configuration,
              std::string("tls.") + member + ": cannot be used: " + file);
}

} // namespace

bool has_tls(const gateway_tls& tls) noexcept {
  return tls != gateway_tls{};
}

result<void> check_tls(const gateway_tls& tls, bool is_on_loopback) {
  if (!has_tls(tls)) {
    if (is_on_loopback)
      return {};
    return fail(error_kind::invalid_configuration,
                "tls: beyond the loopback gateways need TLS with certificates on both sides");
  }
  if (tls.certificate_file.empty() || tls.key_file.empty() || tls.ca_file.empty())
    return fail(error_kind::invalid_configuration,
                "tls: certificate_file, key_file and ca_file are needed, all three");
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_method()),
                                                                  &SSL_CTX_free);
  if (!context)
    return fail(error_kind::invalid_configuration, "tls: OpenSSL cannot be used");
  auto password = tls.key_password;
  SSL_CTX_set_default_passwd_cb(context.get(), give_password);
  SSL_CTX_set_default_passwd_cb_userdata(context.get(), &password);
  if (SSL_CTX_use_certificate_chain_file(context.get(), tls.certificate_file.c_str()) != 1)
    return refuse("certificate_file", tls.certificate_file);
  if (SSL_CTX_use_PrivateKey_file(context.get(), tls.key_file.c_str(), SSL_FILETYPE_PEM) != 1
      || SSL_CTX_check_private_key(context.get()) != 1)
    return refuse("key_file", tls.key_file);
  if (SSL_CTX_load_verify_locations(context.get(), tls.ca_file.c_str(), nullptr) != 1)
    return refuse("ca_file", tls.ca_file);
  return {};
}

bool is_loopback(const std::string& host) noexcept {
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1)
    return (ntohl(v4.s_addr) >> 24U) == 127;
  if (::inet_pton(AF_INET6, host.c_str(), &v6) == 1)
    return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

bool knows_gateway_messages(const caf::actor_system& system) {
  return compat::is_initialised(system)
         && system.types().portable_name(0, &typeid(gateway_ask))
              != system.types().default_type_name();
}

void load_network(caf::actor_system_config& config, const gateway_tls& tls,
                  const door_options& doors) {
  init_gateway(config);
  // Messages are read where they arrive, not by another actor: that one costs a change of threads,
  // and ours hold a text, which others read.
  config.set("middleman.workers", std::size_t{0});
  const auto files = has_tls(tls) ? std::make_shared<const tls_files>(tls) : nullptr;
  config.module_factories.emplace_back(
    [files, doors](caf::actor_system& system) -> caf::actor_system::module* {
      return new own_network(system, files, doors);
    });
  if (!files)
    return;
  config.load<caf::openssl::manager>();
  config.openssl_certificate = files->certificate.path();
  config.openssl_key = files->key.path();
  config.openssl_passphrase = tls.key_password;
  config.openssl_cafile = files->authorities.path();
}

std::string to_text(const gateway_address& address) {
  const bool needs_brackets = address.host.find(':') != std::string::npos;
  return (needs_brackets ? '[' + address.host + ']' : address.host) + ':'
         + std::to_string(address.port);
}

} // namespace target_sdk::detail

namespace target_sdk {

void init_gateway(caf::actor_system_config& config) {
  init(config);
  config.add_message_types<caf::id_block::target_sdk_gateway>();
  // The network's own actors get no threads: CAF would wait for ever for that of one which connects
  // while its system ends.
  config.set("middleman.attach-utility-actors", true);
  config.set("middleman.heartbeat-interval", caf::timespan(detail::heartbeat_interval));
  config.set("middleman.connection-timeout", caf::timespan(detail::connection_timeout));
}

namespace {

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* const last = text.data() + text.size();
  const auto [end, code] = std::from_chars(text.data(), last, port);
  if (text.size() > 5 || code != std::errc() || end != last)
    return std::nullopt;
  return port;
}

std::string_view without_blanks(std::string_view text) {
  constexpr auto blanks = " \t";
  const auto first = std::min(text.find_first_not_of(blanks), text.size());
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

std::optional<gateway_address> read_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  auto host = text.substr(0, colon);
  const auto port = read_port(text.substr(colon + 1));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string_view::npos)
    return std::nullopt;
  if (host.empty() || !port)
    return std::nullopt;
  return gateway_address{.host = std::string(host), .port = *port};
}

} // namespace

result<std::vector<gateway_address>> read_gateway_addresses(const std::string& text) {
  std::vector<gateway_address> all;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto part = without_blanks(std::string_view(text).substr(begin, end - begin));
    if (part.empty())
      return fail(error_kind::invalid_configuration,
                  "an address is missing: expected HOST:PORT, several with commas between them");
    auto address = read_address(part);
    if (!address)
      return fail(error_kind::invalid_configuration,
                  std::string(part)
                    + ": expected HOST:PORT, IPv6 addresses in brackets, a port below 65536");
    all.push_back(std::move(*address));
    begin = end + 1;
  }
  return all;
}

} // namespace target_sdk
