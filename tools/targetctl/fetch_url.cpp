#include "tools/targetctl/fetch_url.hpp"

#include <chrono>
#include <utility>

#include <caf/all.hpp>

#include <target_sdk/actors.hpp>

#include "actors/connection_pool.hpp"
#include "tools/targetctl/read_file.hpp"

namespace target_sdk::tools {
namespace {

constexpr std::chrono::seconds time_limit{30};

result<std::string> body_of(http_response response) {
  if (response.failure)
    return fail(response.failure->kind, std::move(response.failure->message));
  if (response.status != 200)
    return fail(error_kind::http_status, "status " + std::to_string(response.status));
  return std::move(response.body);
}

} // namespace

result<std::string> fetch_url(const std::string& url) {
  caf::actor_system_config config;
  caf::actor_system system(config);
  const auto pool = spawn_connection_pool(system, {});
  result<std::string> body;
  {
    caf::scoped_actor self(system);
    body = ask(self, pool,
               http_request{.url = url,
                            .deadline = std::chrono::steady_clock::now() + time_limit,
                            .connect_timeout = time_limit,
                            .max_response_size = max_input_size})
             .and_then(body_of);
  }
  caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
  return body;
}

} // namespace target_sdk::tools
