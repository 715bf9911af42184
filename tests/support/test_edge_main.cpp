// The test server as a process of its own, for tests of command lines and for benchmarks.
#include "tests/support/json_line.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/test_server.hpp"

#include <CLI/CLI.hpp>

#include <pthread.h>

#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>
#include <mutex>
#include <stdexcept>

namespace {

using namespace target_sdk::test_support;

struct arguments {
  std::uint16_t port = 0;
  int status = 200;
  std::string body_file;
  std::vector<std::string> headers;
  long delay_ms = 0;
  std::size_t threads = 2;
  bool gzip = false;
  std::string record;
};

void declare(CLI::App& app, arguments& args) {
  app.add_option("--port", args.port, "Port on 127.0.0.1; 0 takes a free one");
  app.add_option("--status", args.status, "Status of every answer");
  app.add_option("--body-file", args.body_file, "Body of every answer; default {}");
  app.add_option("--header", args.headers, "A header 'Name: value' of every answer; repeatable");
  app.add_option("--delay-ms", args.delay_ms, "Time before each answer");
  app.add_option("--threads", args.threads, "Server threads");
  app.add_flag("--gzip", args.gzip, "Compress the answers");
  app.add_option("--record", args.record, "Append each request to this file, as a line of JSON");
}

reply make_reply(const arguments& args) {
  auto answer = json_reply(args.body_file.empty() ? "{}" : read_file(args.body_file));
  answer.status = args.status;
  answer.delay = std::chrono::milliseconds(args.delay_ms);
  answer.gzip = args.gzip;
  for (const auto& header : args.headers) {
    const auto colon = header.find(':');
    if (colon == std::string::npos)
      throw std::runtime_error("--header needs 'Name: value', not " + header);
    const auto value = header.find_first_not_of(' ', colon + 1);
    answer.headers.emplace_back(header.substr(0, colon),
                                value == std::string::npos ? "" : header.substr(value));
  }
  return answer;
}

/// Appends requests to a file; each is on disk before its answer goes out.
class recorder {
 public:
  explicit recorder(const std::string& file) : out_(file, std::ios::app | std::ios::binary) {
    if (!out_)
      throw std::runtime_error("cannot write " + file);
  }

  void add(const recorded_request& request) {
    const auto line = to_json_line(request);
    const std::lock_guard lock(mutex_);
    out_ << line << std::flush;
  }

 private:
  std::mutex mutex_;
  std::ofstream out_;
};

int serve(const arguments& args) {
  // Blocked before the server's threads start, which inherit it; sigwait below takes them.
  sigset_t endings;
  sigemptyset(&endings);
  sigaddset(&endings, SIGTERM);
  sigaddset(&endings, SIGINT);
  pthread_sigmask(SIG_BLOCK, &endings, nullptr);

  const auto answer = make_reply(args);
  std::optional<recorder> record;
  if (!args.record.empty())
    record.emplace(args.record);
  test_server server({.port = args.port, .threads = args.threads, .keep_requests = false});
  server.set_default(answer);
  if (record)
    server.set_handler([&](const recorded_request& request) {
      record->add(request);
      return answer;
    });
  std::cout << "listening on " << server.authority() << std::endl;
  int signal = 0;
  sigwait(&endings, &signal);
  server.stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("An HTTP server on 127.0.0.1 that gives every request the same answer");
  arguments args;
  declare(app, args);
  CLI11_PARSE(app, argc, argv);
  try {
    return serve(args);
  } catch (const std::exception& failure) {
    std::cerr << "test_edge: " << failure.what() << '\n';
    return 1;
  }
}
