#include "actors/pool/exchange.hpp"

#include <target_sdk/actors.hpp>

namespace target_sdk::pool {

http_promise& http_promise::operator=(http_promise&& other) noexcept {
  if (this != &other) {
    give_up();
    promise_ = std::move(other.promise_);
    token_ = other.token_;
  }
  return *this;
}

void http_promise::answer(http_response&& response) {
  response.token = token_;
  auto promise = std::exchange(promise_, {});
  promise.deliver(std::move(response));
}

void http_promise::answer(http_failure failure) {
  http_response response;
  response.failure = std::move(failure);
  answer(std::move(response));
}

void http_promise::give_up() noexcept {
  if (!is_pending())
    return;
  try {
    answer(http_failure{.message = "the exchange was given up for lack of memory"});
  } catch (...) {
    // Nothing is left to say it with.
  }
}

} // namespace target_sdk::pool
