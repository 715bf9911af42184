// Gateways that have no descriptors left go on, at rest, and serve again when there are some.
#include <atomic>
#include <ctime>
#include <fstream>
#include <random>
#include <sstream>
#include <string_view>
#include <thread>

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/gateway/gateway_tls_fixture.hpp"
#include "tests/support/raw_socket.hpp"

using namespace target_sdk;
using namespace target_sdk::testing;
using test_support::certificate_authority;
using test_support::raw_socket;

namespace {

constexpr int descriptors = 128;
/// More than a gateway with so many descriptors can hold.
constexpr std::size_t surplus = 300;

/// What a process has used of the CPU.
std::chrono::milliseconds cpu_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(file, text);
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i)
    fields >> skipped;
  std::int64_t user = 0;
  std::int64_t kernel = 0;
  fields >> user >> kernel;
  return std::chrono::milliseconds((user + kernel) * 1000 / ::sysconf(_SC_CLK_TCK));
}

std::chrono::milliseconds cpu_within(std::chrono::milliseconds time, pid_t process) {
  const auto before = cpu_of(process);
  std::this_thread::sleep_for(time);
  return cpu_of(process) - before;
}

bool is_answered(const client& target) {
  return target.get_offers(call_for("hero")).get().has_value();
}

/// Strangers connect more often than a gateway has descriptors, and say nothing.
void check_strangers(gateway_process& gateway, const gateway_tls& tls) {
  const auto first = connect_with(gateway.port(), tls);
  BOOST_REQUIRE_MESSAGE(first, reason_of(first));
  BOOST_TEST(is_answered(*first));
  std::vector<raw_socket> strangers;
  for (std::size_t i = 0; i < surplus; ++i)
    strangers.emplace_back(gateway.port());
  // The one that is there is served, and a new one, too.
  BOOST_TEST(is_answered(*first));
  const auto second = connect_with(gateway.port(), tls);
  BOOST_REQUIRE_MESSAGE(second, reason_of(second));
  BOOST_TEST(eventually([&] { return is_answered(*second); }, 60s));
  BOOST_TEST_REQUIRE(gateway.is_running(), gateway.said());
  BOOST_TEST(gateway.said().find("for want of descriptors") != std::string::npos, gateway.said());
  BOOST_CHECK(cpu_within(2s, gateway.pid()) < 1s); // A loop that spins takes all of it.
  strangers.clear();
  const auto third = connect_with(gateway.port(), tls);
  BOOST_REQUIRE_MESSAGE(third, reason_of(third));
  BOOST_TEST(eventually([&] { return is_answered(*third); }, 60s));
}

/// All descriptors of this process but so many.
class taken_descriptors {
public:
  explicit taken_descriptors(std::size_t left) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::eventfd(0, EFD_CLOEXEC);
    auto limit = before_;
    limit.rlim_cur = static_cast<rlim_t>(next) + 100;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    for (int one = next; one >= 0; one = ::eventfd(0, EFD_CLOEXEC))
      all_.push_back(one);
    for (; left > 0; --left)
      give_one();
  }
  taken_descriptors(const taken_descriptors&) = delete;
  taken_descriptors& operator=(const taken_descriptors&) = delete;
  ~taken_descriptors() {
    while (!all_.empty())
      give_one();
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }

  void give_one() {
    ::close(all_.back());
    all_.pop_back();
  }

private:
  rlimit before_{};
  std::vector<int> all_;
};

/// This process gets descriptors, and none, in turn and without a rhythm.
class unsteady_limit {
public:
  unsteady_limit() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    thread_ = std::thread([this] {
      std::minstd_rand random;
      auto none = before_;
      none.rlim_cur = 3; // Those have all.
      while (!is_over_) {
        for (const auto& limit : {none, before_}) {
          ::setrlimit(RLIMIT_NOFILE, &limit);
          std::this_thread::sleep_for(std::chrono::microseconds(random() % 1000));
        }
      }
    });
  }
  unsteady_limit(const unsteady_limit&) = delete;
  unsteady_limit& operator=(const unsteady_limit&) = delete;
  ~unsteady_limit() {
    is_over_ = true;
    thread_.join();
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }

private:
  rlimit before_{};
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

std::vector<std::string> tls_arguments(const gateway_tls& tls) {
  return {"--tls-cert", tls.certificate_file, "--tls-key", tls.key_file, "--tls-ca", tls.ca_file};
}

/// One stranger connects when so many descriptors are left in the process of the gateway.
void check_last_descriptors(const tls_gateway& here, std::size_t left) {
  const party back_end(here.authority, here.authority);
  const auto client = connect_with(here.gateway->port(), back_end.tls);
  BOOST_REQUIRE(client);
  BOOST_TEST(is_answered(*client));
  {
    taken_descriptors taken(left);
    const raw_socket stranger(here.gateway->port());
    const auto before = std::clock();
    std::this_thread::sleep_for(4s);
    const auto used = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    BOOST_TEST(used < 2.5); // It looks each second.
  }
  BOOST_TEST(eventually([&] { return is_answered(*client); }));
  BOOST_TEST(eventually([&] { return here.answer_to(back_end.tls) == "answered"; }));
}

} // namespace

// What CAF leaks when it finds no descriptor for a file of TLS; for LeakSanitizer.
extern "C" [[gnu::visibility("default")]] const char* __lsan_default_suppressions() {
  return "leak:libcrypto.so\nleak:libssl.so\n";
}

BOOST_AUTO_TEST_SUITE(gateway_descriptors)

BOOST_AUTO_TEST_CASE(strangers_that_say_nothing_under_tls) {
  const certificate_authority authority;
  const party server(authority, authority, true);
  const party back_end(authority, authority);
  const test_support::test_server edge{{.threads = 2}};
  auto arguments = tls_arguments(server.tls);
  arguments.insert(arguments.end(), {"--log-level", "warning"});
  gateway_process gateway(edge, arguments, descriptors);
  check_strangers(gateway, back_end.tls);
}

BOOST_AUTO_TEST_CASE(strangers_that_say_nothing_without_tls) {
  const test_support::test_server edge{{.threads = 2}};
  gateway_process gateway(edge, {"--log-level", "warning"}, descriptors);
  check_strangers(gateway, {});
}

// The stranger's own socket is one, that of the gateway the other; none is left for files.
BOOST_FIXTURE_TEST_CASE(the_last_descriptor_is_a_connection, tls_gateway) {
  check_last_descriptors(*this, 2);
}

BOOST_FIXTURE_TEST_CASE(no_descriptor_for_a_connection, tls_gateway) {
  check_last_descriptors(*this, 1);
}

// CAF's actor that connects ends when it finds no descriptor for the certificate.
BOOST_AUTO_TEST_CASE(a_client_without_descriptors_connects_later) {
  const certificate_authority authority;
  const certificate_authority stranger("somebody else");
  const party server(authority, authority, true);
  const party other(stranger, stranger, true);
  const party back_end(authority, authority);
  const test_support::test_server edge{{.threads = 2}};
  gateway_process gateway(edge, tls_arguments(server.tls));
  // It is connected to again and again, in vain.
  const gateway_process never(edge, tls_arguments(other.tls));
  std::atomic<int> ended{0};
  gateway_options options{.gateways = {on_loopback(gateway.port()),
                                       on_loopback(never.port()),
                                       {.host = "localhost", .port = never.port()}},
                          .tls = back_end.tls};
  options.client.client = "acmeclient";
  options.client.organization_id = "org@AdobeOrg";
  options.client.logger.write = [&ended](log_level, std::string_view text) {
    if (text.find("ran out of descriptors") != std::string_view::npos)
      ++ended;
  };
  const auto target = client::connect(options);
  BOOST_REQUIRE_MESSAGE(target, reason_of(target));
  BOOST_TEST(eventually([&] { return is_answered(*target); }));
  {
    const unsteady_limit limit;
    BOOST_TEST(eventually([&] { return ended > 0; }, 60s));
  }
  gateway.kill();
  gateway.start();
  BOOST_TEST(eventually([&] { return is_answered(*target); }, 30s));
}

BOOST_AUTO_TEST_SUITE_END()
