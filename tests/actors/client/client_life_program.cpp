// The life of one client in a process of its own: who makes, uses, closes it and lets go of it, and
// when. Ends with 0 when nothing went wrong; whoever starts it watches the clock.
//
//   client_life home=own maker=main use=calls closer=none end=main url=http://127.0.0.1:PORT
//   [ca=FILE]
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include <caf/all.hpp>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <target_sdk/actors.hpp>
#include <target_sdk/client.hpp>

using namespace target_sdk;
using namespace std::chrono_literals;

namespace {

// Never destroyed, here and below: exit may come while other threads go on.
auto& plan = *new std::map<std::string, std::string>;

bool is(const std::string& key, const std::string& value) {
  return plan[key] == value;
}

[[noreturn]] void die(const std::string& why) {
  std::cerr << "client_life: " << why << std::endl;
  std::_Exit(1);
}

void check(bool good, const std::string& what) {
  if (!good)
    die(what);
}

/// A thread that lives as long as the process.
class live_thread {
public:
  live_thread() {
    std::thread([this] {
      for (;;) {
        next_.wait(nullptr);
        auto* task = next_.exchange(nullptr);
        (*task)();
      }
    }).detach();
  }

  void begin(std::packaged_task<void()>& task) {
    next_ = &task;
    next_.notify_one();
  }

  void run(const std::function<void()>& step) {
    std::packaged_task<void()> task(step);
    auto done = task.get_future();
    begin(task);
    done.wait();
  }

private:
  std::atomic<std::packaged_task<void()>*> next_{nullptr};
};

live_thread& other = *new live_thread;

caf::actor_system& never_ending_system() {
  static auto& config = *new caf::actor_system_config;
  static auto& system = *new caf::actor_system{config};
  return system;
}

/// Runs `step` on a scheduler thread of another actor system.
void run_in_second_system(const std::function<void()>& step) {
  std::promise<void> done;
  never_ending_system().spawn([&](caf::event_based_actor*) {
    step();
    done.set_value();
  });
  done.get_future().wait();
}

void run_by(const std::string& who, const std::function<void()>& step) {
  if (who == "thread")
    other.run(step);
  else if (who == "second")
    run_in_second_system(step);
  else
    step();
}

client_options options() {
  client_options all{.client = "acmeclient", .organization_id = "org@AdobeOrg"};
  auto& url = plan["url"];
  all.secure = url.starts_with("https");
  all.server_domain = url.substr(url.find("//") + 2);
  all.pool.tls.ca_file = plan["ca"];
  all.timeout = 30s;
  all.connect_timeout = 30s; // Several processes at a time, on a machine that may be busy.
  if (is("use", "decide")) {
    all.decisioning_method = decisioning_method::hybrid;
    all.artifact.location = url + "/rules.json";
  }
  if (is("end", "exit_in_sink"))
    all.logger = log_sink(
      [](log_level, std::string_view line) {
        if (line.find("Exchange failed") != line.npos)
          std::exit(0);
      },
      log_level::debug);
  return all;
}

get_offers asking_for(const std::string& mbox) {
  return {.request = {.context = context{.channel = channel_type::web, .user_agent = "test"},
                      .execute = execute_request{.mboxes = {{.name = mbox}}}}};
}

caf::actor_system* host = nullptr;

client make_client() {
  std::optional<client> made;
  run_by(plan["maker"], [&] {
    auto got = host ? client::create(*host, options()) : client::create(options());
    check(got.has_value(), "no client");
    made = std::move(*got);
  });
  return std::move(*made);
}

/// Another system whose actors ask, go on to spawn, and end while the client lives.
void ask_from_a_system_that_ends(const client& it) {
  caf::actor_system_config config;
  caf::actor_system system{config};
  std::atomic<int> answers{0};
  auto shared = visitor::create(system, {.organization_id = "org@AdobeOrg"});
  auto call = asking_for("hero");
  call.visit.visitor = shared;
  for (int i = 0; i < 8; ++i)
    system.spawn([&, delivery = it.actors().delivery,
                  attributes = it.actors().attributes](caf::event_based_actor* self) {
      auto count = [&, self] {
        self->spawn([](caf::event_based_actor*) {});
        ++answers;
      };
      auto failed = [](caf::error& err) { die("an actor's request failed: " + to_string(err)); };
      self->request(delivery, caf::infinite, call).then([count](offers&) { count(); }, failed);
      self->request(attributes, caf::infinite, get_attributes{.mbox_names = {"hero"}})
        .then([count](target_sdk::attributes&) { count(); }, failed);
    });
  {
    caf::scoped_actor self{system};
    self->request(it.actors().delivery, caf::infinite, asking_for("hero"))
      .receive([](offers&) {},
               [](caf::error& err) { die("a scoped actor's request failed: " + to_string(err)); });
  }
  system.await_all_actors_done();
  check(answers == 16, "requests of the second system went unanswered");
}

void use(const client& it) {
  auto& what = plan["use"];
  if (what == "calls") {
    auto answer = it.get_offers(asking_for("hero")).get();
    check(answer.has_value(), "a call failed: " + (answer ? "" : to_string(answer.error())));
    check(it.get_attributes({.mbox_names = {"hero"}}).get().has_value(), "attributes failed");
  } else if (what == "then") {
    auto answered = it.get_offers(asking_for("hero"));
    while (!answered.is_ready())
      std::this_thread::sleep_for(1ms);
    std::promise<bool> good;
    answered.then([&](result<offers> answer) { good.set_value(answer.has_value()); });
    check(good.get_future().get(), "a callback got an error");
  } else if (what == "visitor") {
    auto shared = it.create_visitor({.organization_id = "org@AdobeOrg"});
    auto call = asking_for("hero");
    call.visit.visitor = shared;
    check(it.get_offers(call).get().has_value(), "a call of a shared visitor failed");
  } else if (what == "event") {
    std::promise<void> told;
    auto once = std::make_shared<std::atomic<bool>>(false);
    it.on_event([&told, once](const event&) {
      if (!once->exchange(true))
        told.set_value();
    });
    told.get_future().wait();
  } else if (what == "decide") {
    check(it.ready().get().has_value(), "never ready");
    check(it.decide(asking_for("hero")).has_value(), "a decision failed");
  } else if (what == "ask") {
    ask_from_a_system_that_ends(it);
  }
}

void close(const client& it) {
  auto& who = plan["closer"];
  if (who == "none")
    return;
  if (who == "callback") {
    std::promise<void> closed;
    it.get_offers(asking_for("hero")).then([&](result<offers>) {
      it.close(500ms);
      closed.set_value();
    });
    closed.get_future().wait();
  } else {
    run_by(who, [&] { it.close(500ms); });
  }
  check(it.get_offers(asking_for("hero")).get().error().kind == error_kind::shutting_down,
        "a closed client took a call");
}

/// A client with calls under way that was used and closed as planned.
client lived_client() {
  auto it = make_client();
  for (int i = 0; i < 4; ++i)
    static_cast<void>(it.get_offers(asking_for("slow")));
  other.run([&] { use(it); });
  close(it);
  return it;
}

/// A place of which a callback tells when what it held is gone.
std::shared_ptr<void> witness(std::promise<void>& gone) {
  return {nullptr, [&gone](void*) { gone.set_value(); }};
}

void check_in_child(std::optional<client>& it, pending<offers>& open) {
  auto started = std::chrono::steady_clock::now();
  auto answer = it->get_offers(asking_for("hero")).get();
  check(!answer && answer.error().kind == error_kind::shutting_down
          && answer.error().message.find("fork") != std::string::npos,
        "a child's call does not say why it fails");
  check(!open.get(), "a child has the answer to its parent's call");
  check(!it->ready().get(), "a child's client is ready");
  check(!it->decide(asking_for("hero")), "a child decides");
  it->on_event([](const event&) {});
  check(!it->create_visitor({.organization_id = "o"}), "a child makes a visitor");
  it->close();
  it.reset();
  check(std::chrono::steady_clock::now() - started < 2500ms, "a child waits");
}

void fork_and_check(std::optional<client>& it) {
  auto open = it->get_offers(asking_for("slow"));
  if (auto child = fork(); child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    check_in_child(it, open);
    std::_Exit(0); // Locks of OpenSSL may have been held by the parent's threads.
  } else {
    int status = 0;
    waitpid(child, &status, 0);
    check(status == 0, "the child failed");
  }
}

client& static_client() {
  static client it = lived_client();
  return it;
}

std::optional<client> late_static;

[[noreturn]] void exit_while(const std::function<void()>& exiting) {
  exiting();
  for (;;)
    pause();
}

void end_as_planned() {
  auto& how = plan["end"];
  if (how == "static")
    return static_cast<void>(static_client());
  if (how == "late_static")
    return static_cast<void>(late_static.emplace(lived_client()));
  std::optional<client> it = lived_client();
  std::promise<void> gone;
  if (how == "main")
    return it.reset();
  if (how == "thread")
    return other.run([&] { it.reset(); });
  if (how == "second")
    return run_in_second_system([&] { it.reset(); });
  if (how == "callback") {
    auto& last = *it;
    auto answer = last.get_offers(asking_for("hero"));
    answer.then([held = std::move(it), seen = witness(gone)](result<offers>) {});
    return gone.get_future().wait();
  }
  if (how == "event") {
    it->on_event([held = *it, seen = witness(gone)](const event&) {});
    it->close(500ms);
    it.reset();
    return gone.get_future().wait();
  }
  if (how == "fork")
    return fork_and_check(it);
  if (how == "exit")
    std::exit(0);
  if (how == "exit_in_thread")
    exit_while([&] {
      static auto& task = *new std::packaged_task<void()>([] { std::exit(0); });
      other.begin(task);
    });
  if (how == "exit_in_callback")
    exit_while(
      [&] { it->get_offers(asking_for("hero")).then([](result<offers>) { std::exit(0); }); });
  if (how == "exit_in_sink") {
    // When something closed the client, the sink has heard of cancelled calls already.
    exit_while([&] { it->get_offers(asking_for("slow")).cancel(); });
  }
  if (how == "exit_while_busy") {
    // Not a static object: exit must not destroy what still runs.
    static auto& task = *new std::packaged_task<void()>([copy = *it] {
      for (;;)
        static_cast<void>(copy.get_offers(asking_for("hero")).get());
    });
    other.begin(task);
    std::this_thread::sleep_for(20ms);
    std::exit(0);
  }
  die("no such end");
}

} // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    std::string argument = arguments[i];
    auto middle = argument.find('=');
    plan[argument.substr(0, middle)] = argument.substr(middle + 1);
  }
  if (is("home", "own")) {
    end_as_planned();
  } else if (plan["end"].ends_with("static") || plan["end"].starts_with("exit")) {
    // A host's system must outlive its clients, and exit ends none.
    host = &never_ending_system();
    end_as_planned();
  } else {
    caf::actor_system_config config;
    caf::actor_system system{config};
    host = &system;
    end_as_planned();
  }
  return 0;
}
