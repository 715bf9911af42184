#include "tests/support/nghttpd_server.hpp"

#include <set>
#include <sstream>
#include <stdexcept>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/child_process.hpp"
#include "tests/support/eventually.hpp"

namespace target_sdk::test_support {

namespace {

constexpr const char* program = "nghttpd";
constexpr std::string_view request_mark = ":method:";

/// A port that was free a moment ago.
std::uint16_t free_port() {
  const int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(handle, generic, size) == 0 && getsockname(handle, generic, &size) == 0;
  close(handle);
  if (!bound)
    throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

} // namespace

class nghttpd_server::impl {
public:
  impl(const tls_material& material, const nghttpd_options& options) {
    for (const auto& file : options.files)
      directory_.write(std::filesystem::path("htdocs") / file.path.substr(1), file.content);
    std::filesystem::create_directories(directory_.path() / "htdocs");
    constexpr int attempts = 5; // another process may take the port first
    for (int attempt = 0; attempt < attempts; ++attempt)
      if (start(material, options))
        return;
    throw std::runtime_error("nghttpd does not start: " + log());
  }

  std::uint16_t port() const { return port_; }
  std::string log() const { return directory_.read("log"); }

private:
  bool start(const tls_material& material, const nghttpd_options& options) {
    port_ = free_port();
    const auto log_file = directory_.write("log", "");
    child_ = std::make_unique<child_process>(child_process_options{
      .command = {program, "--verbose", "--address=127.0.0.1",
                  "--htdocs=" + (directory_.path() / "htdocs").string(),
                  "--max-concurrent-streams=" + std::to_string(options.max_concurrent_streams),
                  std::to_string(port_), material.server_key_file(),
                  material.server_certificate_file()},
      .output_file = log_file,
      .error_file = log_file});
    const auto listening = ": listen 127.0.0.1:" + std::to_string(port_);
    const auto is_up = [&] { return log().find(listening) != std::string::npos; };
    return eventually([&] { return is_up() || !child_->is_running(); }) && is_up();
  }

  temp_dir directory_;
  std::uint16_t port_ = 0;
  std::unique_ptr<child_process> child_;
};

bool nghttpd_server::available() {
  return is_installed(program);
}

nghttpd_server::nghttpd_server(const tls_material& material, const nghttpd_options& options)
  : impl_(std::make_unique<impl>(material, options)) {
}

nghttpd_server::~nghttpd_server() = default;

std::uint16_t nghttpd_server::port() const {
  return impl_->port();
}

std::string nghttpd_server::url(std::string_view target, std::string_view host) const {
  return std::string("https://").append(host) + ':' + std::to_string(port()) + std::string(target);
}

std::string nghttpd_server::log() const {
  return impl_->log();
}

std::size_t nghttpd_server::connections() const {
  std::set<std::string> ids;
  std::istringstream lines(log());
  for (std::string line; std::getline(lines, line);)
    if (line.find(request_mark) != std::string::npos)
      ids.insert(line.substr(0, line.find(']')));
  return ids.size();
}

std::size_t nghttpd_server::requests() const {
  const auto text = log();
  std::size_t count = 0;
  for (auto at = text.find(request_mark); at != std::string::npos;
       at = text.find(request_mark, at + 1))
    ++count;
  return count;
}

} // namespace target_sdk::test_support
