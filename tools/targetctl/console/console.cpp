#include "tools/targetctl/console/console.hpp"

#include <charconv>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tools/targetctl/console/access.hpp"
#include "tools/targetctl/console/assets.hpp"
#include "tools/targetctl/edge/json_answers.hpp"
#include "tools/targetctl/edge/media_type.hpp"
#include "tools/targetctl/edge/request_target.hpp"
#include "tools/targetctl/edge/wall_clock.hpp"

namespace target_sdk::tools::console {

namespace net = boost::asio;

namespace {

constexpr std::string_view api = "/console/api/";
constexpr std::chrono::milliseconds tick_time{250};
constexpr std::size_t longest_body = 128 * 1024;

std::uint64_t number_in(std::optional<std::string_view> text) {
  std::uint64_t number = 0;
  if (text)
    std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

/// The number of the last call that a page knows.
std::uint64_t known_calls(const edge::web_request& request) {
  if (const auto last = find_header(request.headers, "Last-Event-ID"))
    return number_in(last);
  const auto target = edge::parse_target(request.target);
  return target ? number_in(target->find("after")) : 0;
}

edge::web_answer guarded(edge::web_answer answer) {
  std::erase_if(answer.headers, [](const auto& field) { return field.first == "Cache-Control"; });
  const auto& guards = guarding_headers();
  answer.headers.insert(answer.headers.end(), guards.begin(), guards.end());
  return answer;
}

edge::web_answer answer_asset(std::string_view path) {
  const auto name = path.size() <= 9 ? std::string_view() : path.substr(9);
  const auto found = find_asset(name);
  if (!found)
    return edge::problem(404, "the console has no such page");
  return {.status = 200,
          .headers = {{"Content-Type", std::string(found->content_type)}},
          .body = edge::shared_text(std::string(found->text))};
}

/// Why the body of a POST is not read, if it is not.
std::optional<edge::web_answer> find_refused_body(const edge::web_request& request) {
  const auto type = find_header(request.headers, "Content-Type").value_or("");
  if (!type.starts_with("application/json"))
    return edge::problem(415, "expected application/json");
  if (const auto refusal = edge::find_refused_media_type(request.headers))
    return edge::problem(415, *refusal);
  if (request.body.size() > longest_body)
    return edge::problem(413, "request body too large");
  return std::nullopt;
}

} // namespace

console::console(net::any_io_executor io, const edge::edge_world& world, bool from_anywhere)
  : io_(io),
    from_anywhere_(from_anywhere),
    run_(edge::now_ms()),
    views_(world),
    tick_(io) {
}

console::~console() {
  thread_.join();
}

net::awaitable<console_reply> console::answer(const edge::web_request& request) {
  if (const auto refusal = find_refused_access(request, from_anywhere_))
    co_return console_reply{.answer = guarded(edge::problem(403, *refusal))};
  const auto path = edge::path_of(request.target);
  const bool is_post = request.method == "POST";
  const bool wants_post = path == "/console/api/try" || path == "/console/api/sample";
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (wants_post ? !is_post : !is_read)
    co_return console_reply{.answer =
                              guarded(edge::method_not_allowed(wants_post ? "POST" : "GET, HEAD"))};
  if (!path.starts_with(api))
    co_return console_reply{.answer = guarded(answer_asset(path))};
  if (path == "/console/api/events" && request.method == "GET")
    co_return console_reply{.events_after = known_calls(request)};
  if (is_post)
    if (auto refusal = find_refused_body(request))
      co_return console_reply{.answer = guarded(*std::move(refusal))};
  auto task = find_work(request);
  if (!task)
    co_return console_reply{.answer = guarded(edge::problem(404, "the console has no such page"))};
  auto answer = co_await run(*std::move(task));
  co_return console_reply{.answer = guarded(std::move(answer))};
}

std::optional<console::work> console::find_work(const edge::web_request& request) {
  const auto what = edge::path_of(request.target).substr(api.size());
  if (what == "calls")
    return [this, batch = batch_after(known_calls(request))] {
      return edge::json_answer(200, views_.batch(batch));
    };
  if (what.starts_with("calls/"))
    return [this, call = log_.find(number_in(what.substr(6)))] { return views_.call(call); };
  if (what == "rules")
    return [this] { return views_.rules(); };
  if (what == "try")
    return [this, request] { return views_.try_visitor(request); };
  if (what == "sample")
    return [this, request] { return views_.sample_visitors(request, stop_.get_token()); };
  return std::nullopt;
}

call_batch console::batch_after(std::uint64_t number) const {
  return {.run = run_,
          .from = number,
          .calls = log_.after(number),
          .totals = log_.totals(),
          .kept = log_.size()};
}

net::awaitable<edge::web_answer> console::run(work task) {
  const auto working = [&task]() -> net::awaitable<edge::web_answer> { co_return task(); };
  co_return co_await net::co_spawn(thread_.get_executor(), working, net::use_awaitable);
}

net::awaitable<std::string> console::batch_text(call_batch batch) {
  const auto working = [this, &batch]() -> net::awaitable<std::string> {
    const auto last = batch.totals.calls;
    co_return "id: " + std::to_string(last) + "\ndata: " + views_.batch(batch) + "\n\n";
  };
  co_return co_await net::co_spawn(thread_.get_executor(), working, net::use_awaitable);
}

bool console::join(event_listener& listener) {
  if (!listeners_.add(listener))
    return false;
  if (!std::exchange(is_publishing_, true)) {
    published_ = log_.last();
    net::co_spawn(io_, publish(), net::detached);
  }
  return true;
}

void console::leave(event_listener& listener) {
  listeners_.remove(listener);
  if (listeners_.empty())
    tick_.cancel();
}

net::awaitable<shared_event> console::first_event(std::uint64_t number) {
  auto batch = batch_after(number);
  auto text = co_await batch_text(std::move(batch));
  co_return edge::shared_text(std::move(text));
}

net::awaitable<void> console::publish() {
  while (!listeners_.empty()) {
    tick_.expires_after(tick_time);
    boost::system::error_code ignored;
    co_await tick_.async_wait(net::redirect_error(net::use_awaitable, ignored));
    if (listeners_.empty() || published_ == log_.last())
      continue;
    auto batch = batch_after(published_);
    published_ = log_.last();
    auto text = co_await batch_text(std::move(batch));
    listeners_.offer(edge::shared_text(std::move(text)));
  }
  is_publishing_ = false;
}

std::string console::events_head() {
  std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
  for (const auto& [name, value] : guarding_headers())
    head.append(name).append(": ").append(value).append("\r\n");
  return head + "Connection: close\r\n\r\n";
}

} // namespace target_sdk::tools::console
