#include "benchmarks/nginx_server.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace target_sdk::benchmarks {

namespace {

constexpr const char* program = "/usr/sbin/nginx";

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint16_t free_port() {
  int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  bool bound = bind(handle, reinterpret_cast<sockaddr*>(&address), size) == 0
               && getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(handle);
  if (!bound)
    throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

std::string make_directory() {
  std::string name = (std::filesystem::temp_directory_path() / "target_sdk_nginx_XXXXXX").string();
  if (!mkdtemp(name.data()))
    throw std::runtime_error("no temporary directory");
  // Started by root, nginx reads the files as another user.
  std::filesystem::permissions(name, std::filesystem::perms(0755));
  return name;
}

} // namespace

bool nginx_server::available() {
  return access(program, X_OK) == 0;
}

nginx_server::nginx_server(const nginx_options& options)
  : directory_(make_directory()),
    has_tls_(!options.certificate_file.empty()),
    port_(free_port()) {
  write_files(options);
  launch();
  for (int i = 0; i < 500; ++i) {
    if (is_up())
      return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  stop();
  throw std::runtime_error("nginx did not start");
}

nginx_server::~nginx_server() {
  stop();
}

std::string nginx_server::url(const std::string& target) const {
  return (has_tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) + target;
}

/// A static file answers 405 to POST, which `error_page` turns into a GET of the file. By HTTP/2
/// that would reset streams whose body is still on its way, so there another server of the same
/// process hands the requests on.
void nginx_server::write_files(const nginx_options& options) const {
  const auto address = "127.0.0.1:" + std::to_string(port_);
  const auto socket = "unix:" + directory_ + "/plain.sock";
  std::ofstream(directory_ + "/body.json") << options.body;
  std::ofstream(directory_ + "/large.json") << options.large_body;
  std::ofstream file(directory_ + "/nginx.conf");
  file << "worker_processes " << options.worker_processes << ";\n"
       << "pid " << directory_ << "/nginx.pid;\n"
       << "error_log " << directory_ << "/error.log crit;\n"
       << "events { worker_connections 4096; }\n"
       << "http {\n"
       << "  access_log off;\n  server_tokens off;\n  tcp_nodelay on;\n  sendfile on;\n"
       << "  open_file_cache max=16;\n"
       << "  keepalive_requests 1000000000;\n  keepalive_timeout 600s;\n"
       << "  client_body_temp_path " << directory_ << "/body;\n"
       << "  proxy_temp_path " << directory_ << "/proxy;\n"
       << "  fastcgi_temp_path " << directory_ << "/fastcgi;\n"
       << "  uwsgi_temp_path " << directory_ << "/uwsgi;\n"
       << "  scgi_temp_path " << directory_ << "/scgi;\n"
       << "  map $arg_sessionId $answer { default /body.json; large /large.json; }\n"
       << "  server {\n"
       << "    listen " << (has_tls_ ? socket : address) << " backlog=4096;\n"
       << "    root " << directory_ << ";\n    default_type application/json;\n"
       << "    error_page 405 =200 $answer;\n"
       << "    location / { try_files $answer =404; }\n"
       << "  }\n";
  if (has_tls_)
    file << "  upstream plain { server " << socket << "; keepalive 256; }\n"
         << "  server {\n"
         << "    listen " << address << " ssl http2 backlog=4096;\n"
         << "    ssl_certificate " << options.certificate_file << ";\n"
         << "    ssl_certificate_key " << options.key_file << ";\n"
         << "    location / {\n      proxy_pass http://plain;\n      proxy_http_version 1.1;\n"
         << "      proxy_set_header Connection \"\";\n    }\n"
         << "  }\n";
  file << "}\n";
}

void nginx_server::launch() {
  auto configuration = directory_ + "/nginx.conf";
  auto log = directory_ + "/error.log";
  auto parent = getpid();
  pid_ = fork();
  if (pid_ < 0)
    throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
      _exit(127);
    execl(program, program, "-p", directory_.c_str(), "-c", configuration.c_str(), "-e",
          log.c_str(), "-g", "daemon off;", static_cast<char*>(nullptr));
    _exit(127);
  }
}

bool nginx_server::is_up() const {
  int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(port_);
  bool connected = connect(handle, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(handle);
  return connected;
}

void nginx_server::stop() {
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

} // namespace target_sdk::benchmarks
