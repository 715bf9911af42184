// Gateways that have no descriptors left go on, at rest, and serve again when there are some.
#include <ctime>
#include <fstream>
#include <sstream>

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
  BOOST_TEST(eventually([&] { return is_answered(*second); }));
  BOOST_TEST_REQUIRE(gateway.is_running(), gateway.said());
  BOOST_TEST(gateway.said().find("for want of descriptors") != std::string::npos, gateway.said());
  BOOST_CHECK(cpu_within(2s, gateway.pid()) < 1s); // A loop that spins takes all of it.
  strangers.clear();
  const auto third = connect_with(gateway.port(), tls);
  BOOST_REQUIRE_MESSAGE(third, reason_of(third));
  BOOST_TEST(eventually([&] { return is_answered(*third); }));
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

BOOST_AUTO_TEST_SUITE(gateway_descriptors)

BOOST_AUTO_TEST_CASE(strangers_that_say_nothing_under_tls) {
  const certificate_authority authority;
  const party server(authority, authority, true);
  const party back_end(authority, authority);
  const test_support::test_server edge{{.threads = 2}};
  gateway_process gateway(edge,
                          {"--log-level", "warning", "--tls-cert", server.tls.certificate_file,
                           "--tls-key", server.tls.key_file, "--tls-ca", server.tls.ca_file},
                          descriptors);
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

BOOST_AUTO_TEST_SUITE_END()
