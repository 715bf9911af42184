#include "tools/targetctl/outbox_command.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include <target_sdk/client.hpp>
#include <target_sdk/models/serialization.hpp>

#include "actors/outbox/outbox_file.hpp"
#include "delivery/target_cookie.hpp"
#include "tools/targetctl/client_options_input.hpp"
#include "tools/targetctl/end_of_output.hpp"
#include "tools/targetctl/written_json.hpp"

namespace target_sdk::tools {
namespace {

using detail::outbox_store;

constexpr int failed = 1;
constexpr int wrong_usage = 2;
/// Notifications that are read at a time.
constexpr std::size_t rows_at_a_time = 500;

void say(const std::string& message) {
  std::cerr << "targetctl outbox: " + message + '\n' << std::flush;
}

int say_trouble(const detail::database_error& trouble) {
  say("the outbox cannot be read or written: " + trouble.message);
  return failed;
}

// -- what it holds --------------------------------------------------------------------------------

/// What is known of the visitor: the ids of the request, or that of the cookie.
std::string visitor_text(const send_notifications& call, const std::string& id_of_cookie) {
  if (call.request.id)
    return to_json_text(*call.request.id);
  return to_json_text(id_of_cookie.empty() ? visitor_id{} : visitor_id{.tnt_id = id_of_cookie});
}

std::string line_of(const send_notifications& call, const notification& each, bool is_report,
                    std::chrono::milliseconds age) {
  const auto cookie =
    delivery::parse_target_cookie(call.visit.target_cookie, std::chrono::system_clock::now());
  written_object line;
  line.set("id", each.id.value_or(""));
  line.set("age", std::int64_t{age.count()});
  line.set("kind", is_report ? "report" : "impression");
  line.set("sessionId", cookie.session.empty() ? call.visit.session_id : cookie.session);
  line.set_json("visitor", visitor_text(call, cookie.pc));
  written_array mboxes;
  if (each.mbox && each.mbox->name)
    mboxes.add(*each.mbox->name);
  line.set_json("mboxes", std::move(mboxes).take());
  if (each.view && each.view->name)
    line.set("view", *each.view->name);
  return std::move(line).take();
}

std::string unreadable_line(const std::string& id, std::chrono::milliseconds age) {
  written_object line;
  line.set("id", id);
  line.set("age", std::int64_t{age.count()});
  line.set_json("unreadable", "true");
  return std::move(line).take();
}

/// Calls `visit` with all that the outbox holds, the oldest first.
detail::database_result<void>
for_each_call(outbox_store& store, const std::function<void(delivery::stored_call&&)>& visit) {
  for (outbox_store::number last = 0;;) {
    auto read = store.read_after(last, rows_at_a_time);
    if (!read)
      return tl::unexpected(std::move(read.error()));
    for (auto& call : read->calls) {
      last = call.notifications.back().number;
      visit(std::move(call));
    }
    if (read->is_end)
      return {};
  }
}

detail::database_result<void> print_content(outbox_store& store) {
  const auto now = std::chrono::system_clock::now();
  return for_each_call(store, [now](delivery::stored_call&& stored) {
    const auto age =
      std::max(std::chrono::milliseconds(0),
               std::chrono::floor<std::chrono::milliseconds>(now - stored.stored_at));
    const bool is_report = stored.is_report;
    const auto restored = delivery::from_stored(std::move(stored));
    for (const auto& each : restored.call.request.notifications)
      std::cout << line_of(restored.call, each, is_report, age) << '\n';
    for (const auto& each : restored.unreadable)
      std::cout << unreadable_line(each.id, age) << '\n';
  });
}

int run_show(const std::string& file) {
  auto store = detail::open_existing_outbox(file);
  if (!store) {
    say(store.error().message);
    return wrong_usage;
  }
  if (auto printed = print_content(*store); !printed)
    return say_trouble(printed.error());
  return end_of_output(std::cout, std::cerr);
}

// -- out of it ------------------------------------------------------------------------------------

struct drop_arguments {
  std::string file;
  std::vector<std::string> ids;
};

detail::database_result<std::size_t> drop(outbox_store& store,
                                          const std::vector<std::string>& ids) {
  if (ids.empty())
    return store.clear();
  std::vector<outbox_store::number> numbers;
  auto found = for_each_call(store, [&](delivery::stored_call&& stored) {
    for (const auto& each : stored.notifications)
      if (std::find(ids.begin(), ids.end(), each.id) != ids.end())
        numbers.push_back(each.number);
  });
  if (found)
    found = store.write({}, numbers);
  return found.map([&] { return numbers.size(); });
}

int run_drop(const drop_arguments& arguments) {
  auto store = detail::open_existing_outbox(arguments.file);
  if (!store) {
    say(store.error().message);
    return wrong_usage;
  }
  const auto dropped = drop(*store, arguments.ids);
  if (!dropped)
    return say_trouble(dropped.error());
  std::cout << "{\"dropped\":" << *dropped << "}\n";
  return end_of_output(std::cout, std::cerr);
}

struct send_arguments {
  std::string file;
  std::int64_t timeout = 60'000; ///< Milliseconds.
  client_options_input options;
};

/// Delivers what is in the file by the timeout. Every loss has been told to `has_losses` when this
/// has returned: the client is gone then.
result<void> deliver(const send_arguments& arguments,
                     const std::shared_ptr<std::atomic<bool>>& has_losses) {
  auto options = arguments.options.read();
  if (!options)
    return tl::unexpected(std::move(options.error()));
  options->outbox.file = arguments.file;
  const auto target = client::create(*std::move(options));
  if (!target)
    return tl::unexpected(target.error());
  target->on_event([has_losses](const event& what) {
    if (const auto* loss = std::get_if<send_notification_error>(&what)) {
      *has_losses = true;
      say("notifications were lost: " + to_string(loss->error));
    }
  });
  target->close(std::chrono::milliseconds(arguments.timeout));
  return {};
}

int run_send(const send_arguments& arguments) {
  // Nothing is made or set aside here.
  if (auto is_there = detail::open_existing_outbox(arguments.file); !is_there) {
    say(is_there.error().message);
    return wrong_usage;
  }
  const auto has_losses = std::make_shared<std::atomic<bool>>(false);
  if (auto delivered = deliver(arguments, has_losses); !delivered) {
    say(delivered.error().message);
    return wrong_usage;
  }
  auto store = detail::open_existing_outbox(arguments.file);
  if (!store) {
    say(store.error().message);
    return failed;
  }
  if (auto printed = print_content(*store); !printed)
    return say_trouble(printed.error());
  if (store->count() > 0)
    say(std::to_string(store->count()) + " notifications are left");
  const auto outcome = store->count() > 0 || *has_losses ? failed : 0;
  return std::max(outcome, end_of_output(std::cout, std::cerr));
}

void add_file(CLI::App& verb, std::string& file) {
  verb.add_option("file", file, "The file of the outbox")->required()->type_name("FILE");
}

} // namespace

void add_outbox_command(CLI::App& app, int& exit_code) {
  auto* const command =
    app.add_subcommand("outbox", "Look into a file of kept notifications, send or drop them");
  command->require_subcommand(1);

  auto* const show = command->add_subcommand("show", "Print what it holds, as JSON lines");
  const auto shown = std::make_shared<std::string>();
  add_file(*show, *shown);
  show->footer("Each line is one notification, the oldest first: id, age (ms), kind (report or\n"
               "impression), sessionId, visitor, mboxes, and view if it has one.");
  show->callback([shown, &exit_code] { exit_code = run_show(*shown); });

  auto* const send = command->add_subcommand("send", "Deliver what it holds");
  const auto sent = std::make_shared<send_arguments>();
  add_file(*send, sent->file);
  send->add_option("--timeout", sent->timeout, "Ends the attempt though there are some left")
    ->check(CLI::NonNegativeNumber)
    ->type_name("MS")
    ->capture_default_str();
  sent->options.add_flags(*send, {"timeout", "outbox.file"});
  send->footer("Ends when the file is empty, or by the timeout with what is left on standard\n"
               "output, as `show` prints it, and exit code 1.");
  send->callback([sent, &exit_code] { exit_code = run_send(*sent); });

  auto* const dropping = command->add_subcommand("drop", "Remove what it holds, unsent");
  const auto dropped = std::make_shared<drop_arguments>();
  add_file(*dropping, dropped->file);
  dropping->add_option("--id", dropped->ids, "Only the notification with this id; repeatable")
    ->type_name("ID")
    ->allow_extra_args(false);
  dropping->footer("Prints how many there were: {\"dropped\": 3}.");
  dropping->callback([dropped, &exit_code] { exit_code = run_drop(*dropped); });
}

} // namespace target_sdk::tools
