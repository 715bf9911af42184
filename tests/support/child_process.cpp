#include "tests/support/child_process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/eventually.hpp"

namespace target_sdk::test_support {

namespace {

std::string find_program(std::string_view name) {
  if (name.find('/') != std::string_view::npos)
    return std::string(name);
  const char* path = std::getenv("PATH");
  std::istringstream directories(path ? path : "/usr/bin:/bin");
  for (std::string directory; std::getline(directories, directory, ':');) {
    const auto candidate = (std::filesystem::path(directory) / name).string();
    if (access(candidate.c_str(), X_OK) == 0)
      return candidate;
  }
  return {};
}

std::vector<std::string> merged_environment(const child_process_options& options) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view line = *entry;
    const auto name = line.substr(0, line.find('='));
    const bool replaced = std::any_of(options.environment.begin(), options.environment.end(),
                                      [&](const auto& added) { return added.first == name; });
    if (!replaced)
      result.emplace_back(line);
  }
  for (const auto& [name, value] : options.environment)
    result.push_back(name + '=' + value);
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts)
    result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

void redirect(int descriptor, const std::string& file, int flags) {
  const int opened = open(file.empty() ? "/dev/null" : file.c_str(), flags, 0600);
  if (opened < 0 || dup2(opened, descriptor) < 0)
    _exit(127);
  if (opened != descriptor)
    close(opened);
}

} // namespace

child_process::child_process(const child_process_options& options) {
  // Everything that allocates happens before the fork: the parent may have threads.
  auto arguments = options.command;
  auto environment = merged_environment(options);
  const auto program = find_program(options.command.at(0));
  const auto argv = pointers(arguments);
  const auto envp = pointers(environment);
  constexpr int to_write = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0)
    throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ > 0)
    return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  redirect(STDIN_FILENO, options.input_file, O_RDONLY | O_CLOEXEC);
  redirect(STDOUT_FILENO, options.output_file, to_write);
  redirect(STDERR_FILENO, options.error_file, to_write);
  execve(program.c_str(), argv.data(), envp.data());
  _exit(127);
}

child_process::~child_process() {
  if (!is_running())
    return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool child_process::is_running() {
  if (status_)
    return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) == 0)
    return true;
  status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return false;
}

void child_process::send_signal(int signal) {
  if (is_running())
    kill(pid_, signal);
}

std::optional<int> child_process::wait(std::chrono::milliseconds timeout) {
  (void)eventually([this] { return !is_running(); }, timeout);
  return status_;
}

bool is_installed(std::string_view program) {
  return !find_program(program).empty();
}

} // namespace target_sdk::test_support
