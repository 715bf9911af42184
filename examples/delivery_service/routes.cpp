#include "routes.hpp"

#include <algorithm>
#include <coroutine>
#include <iterator>

#include <boost/asio/post.hpp>
#include <caf/all.hpp>

#include <target_sdk/actors.hpp>

#include "question.hpp"
#include "responder.hpp"
#include "web/figures.hpp"

namespace delivery_service {

using namespace target_sdk;

namespace {

// With a callback: it runs later, on a thread of the client.

/// GET /executePageLoad: the content of a whole page.
void execute_page_load(const service& in, const question& asked, const responder& respond) {
  get_offers call{.request = asked.request, .visit = asked.visit};
  call.request.execute = execute_request{.page_load = request_details{}};
  in.client.get_offers(call).then(respond);
}

/// GET /prefetchView?view=home: content that counts once it is shown; without a name, of all views.
void prefetch_view(const service& in, const question& asked, const responder& respond) {
  get_offers call{.request = asked.request, .visit = asked.visit};
  call.request.prefetch = prefetch_request{.views = asked.views};
  in.client.get_offers(call).then(respond);
}

/// GET /traces?mbox=a,b: as /executeMbox, and why. Target wants a token for it.
void traces(const service& in, const question& asked, const responder& respond) {
  if (asked.mboxes.empty())
    return respond.nothing();
  if (asked.trace_token.empty())
    return respond.refuse(400, "X-Target-Trace-Token: this header is required");
  get_offers call{.request = asked.request, .visit = asked.visit};
  call.request.execute = execute_request{.mboxes = asked.mboxes};
  call.request.trace = trace{.authorization_token = asked.trace_token};
  in.client.get_offers(call).then(respond);
}

// With a coroutine.

/// Starts at once; nobody waits for its end.
struct detached {
  struct promise_type {
    detached get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

detached await_offers(const service& in, get_offers call, responder respond) {
  auto pending = in.client.get_offers(call);
  respond(co_await pending);
}

/// GET /prefetchViewAsyncio?view=home: as /prefetchView, awaited.
void prefetch_view_asyncio(const service& in, const question& asked, const responder& respond) {
  get_offers call{.request = asked.request, .visit = asked.visit};
  call.request.prefetch = prefetch_request{.views = asked.views};
  await_offers(in, call, respond);
}

// By messages.

/// An actor of this request's own asks `whom`, answers the browser, and ends.
template <class Actor, class Call>
void ask_by_message(const service& in, Actor whom, Call call, const responder& respond) {
  in.system.spawn([whom, call, respond](caf::event_based_actor* self) {
    self->request(whom, caf::infinite, call)
      .then([respond](const offers& given) { respond(given); },
            [respond](const caf::error& problem) { respond.refuse(to_error(problem)); });
  });
}

/// GET /executeMbox?mbox=a,b: content to show now; it counts as shown.
void execute_mbox(const service& in, const question& asked, const responder& respond) {
  if (asked.mboxes.empty())
    return respond.nothing();
  get_offers call{.request = asked.request, .visit = asked.visit};
  call.request.execute = execute_request{.mboxes = asked.mboxes};
  ask_by_message(in, in.client.actors().delivery, call, respond);
}

/// GET /prefetchMbox?mbox=a,b&prefetch=c,d: the same, and content for later.
void prefetch_mbox(const service& in, const question& asked, const responder& respond) {
  if (asked.mboxes.empty() && asked.prefetched.empty())
    return respond.nothing();
  get_offers call{.request = asked.request, .visit = asked.visit};
  call.request.execute = execute_request{.mboxes = asked.mboxes};
  call.request.prefetch = prefetch_request{.mboxes = asked.prefetched};
  ask_by_message(in, in.client.actors().delivery, call, respond);
}

/// POST /sendNotifications: what was prefetched is now shown.
void report_shown(const service& in, const question& asked, const responder& respond) {
  if (asked.shown.empty())
    return respond.refuse(400, "expected mboxes or views that were shown");
  send_notifications report{.request = asked.request, .visit = asked.visit};
  report.request.notifications = asked.shown;
  ask_by_message(in, in.client.actors().notification, report, respond);
}

// With a scoped actor: for a thread that may wait.

/// GET /attributes?mbox=a,b: the values of JSON offers.
void attributes_of(const service& in, const question& asked, const responder& respond) {
  if (asked.mboxes.empty())
    return respond.nothing();
  get_attributes call{.request = asked.request, .visit = asked.visit};
  call.request.execute = execute_request{.mboxes = asked.mboxes};
  boost::asio::post(in.threads, [&in, call, respond] {
    caf::scoped_actor self{in.system};
    respond(ask(self, in.client.actors().attributes, call));
  });
}

struct route {
  std::string_view method;
  std::string_view path;
  void (*answer)(const service& in, const question& asked, const responder& respond);
};

constexpr route routes[] = {
  {"GET", "/executePageLoad", execute_page_load},
  {"GET", "/executeMbox", execute_mbox},
  {"GET", "/prefetchMbox", prefetch_mbox},
  {"GET", "/prefetchView", prefetch_view},
  {"GET", "/prefetchViewAsyncio", prefetch_view_asyncio},
  {"POST", "/sendNotifications", report_shown},
  {"GET", "/attributes", attributes_of},
  {"GET", "/traces", traces},
};

} // namespace

void answer(const service& in, const web::request& asked, web::reply done) {
  if (asked.method == "GET" && asked.path() == web::figures_path)
    return done(web::figures_answer(in.client));
  const browser_request from{
    .url = asked.target, .headers = asked.headers, .peer = asked.peer, .scheme = "http"};
  const auto page = read_page_request(from, in.client.options().organization_id);
  const responder respond(std::move(done), page.set_cookie_lines(cookie_options()));
  const auto* const found =
    std::find_if(std::begin(routes), std::end(routes),
                 [path = asked.path()](const route& each) { return each.path == path; });
  if (found == std::end(routes))
    return respond.refuse(404, "there is nothing at this address");
  if (asked.method != found->method)
    return respond.refuse(405, "this is asked for by " + std::string(found->method));
  // Pages of other sites cannot send this type without our consent.
  if (asked.method == "POST" && !asked.header("Content-Type").starts_with("application/json"))
    return respond.refuse(415, "expected application/json");
  const auto read = read_question(asked, page);
  return read ? found->answer(in, *read, respond) : respond.refuse(read.error());
}

} // namespace delivery_service
