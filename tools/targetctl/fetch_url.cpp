#include "tools/targetctl/fetch_url.hpp"

#include <chrono>
#include <utility>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>
#include <target_sdk/client_options.hpp>

#include "actors/pool/connection_pool.hpp"
#include "actors/pool/redirects.hpp"
#include "models/secrets.hpp"
#include "tools/targetctl/batch/progress.hpp"
#include "tools/targetctl/read_file.hpp"
#include "tools/targetctl/table_text.hpp"

namespace target_sdk::tools {
namespace {

using std::chrono::steady_clock;

/// Connecting to a server that is far away or busy.
constexpr std::chrono::seconds connect_limit{30};

http_response exchange(caf::scoped_actor& self, const connection_pool_actor& pool,
                       const std::string& url, steady_clock::time_point deadline) {
  auto answer = ask(self, pool,
                    http_request{.url = url,
                                 .deadline = deadline,
                                 .connect_timeout = connect_limit,
                                 .stall_timeout = artifact_options{}.stall_timeout,
                                 .max_response_size = max_input_size});
  if (answer)
    return *std::move(answer);
  auto& lost = answer.error();
  return {.failure = http_failure{.kind = lost.kind, .message = std::move(lost.message)}};
}

result<std::string> body_of(http_response response) {
  if (response.failure)
    return fail(response.failure->kind, std::move(response.failure->message));
  if (response.status != 200)
    return fail(error_kind::http_status, "status " + std::to_string(response.status));
  return std::move(response.body);
}

result<std::string> download(caf::scoped_actor& self, const connection_pool_actor& pool,
                             const std::string& url) {
  detail::redirects way(url);
  const auto deadline = steady_clock::now() + artifact_options{}.download_timeout;
  while (true) {
    auto answer = exchange(self, pool, way.url(), deadline);
    if (answer.failure || !detail::is_redirect(answer.status)) {
      auto body = body_of(std::move(answer));
      if (!body && way.followed())
        body.error().message =
          "redirected to " + detail::without_secrets(way.url()) + ": " + body.error().message;
      return body;
    }
    if (auto followed = way.follow(answer); !followed)
      return tl::unexpected(std::move(followed.error()));
  }
}

} // namespace

result<std::string> fetch_url(const std::string& url) {
  caf::actor_system_config config;
  caf::actor_system system(config);
  const auto pool = spawn_connection_pool(system, {});
  const progress shown(with_seconds("loading " + printable(detail::without_secrets(url))));
  auto body = [&] {
    caf::scoped_actor self(system);
    return download(self, pool, url);
  }();
  caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
  return body;
}

} // namespace target_sdk::tools
