// A terminal that nobody sits at.
#pragma once

#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace target_sdk::testing {

/// A pseudo-terminal; what programs write to it is kept as it is.
class terminal {
public:
  explicit terminal(unsigned short columns = 80) : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0)
      throw std::runtime_error("no pseudo-terminal");
    const auto* const name = ::ptsname(master_);
    path_ = name == nullptr ? "" : name;
    slave_ = ::open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    termios modes{};
    ::tcgetattr(slave_, &modes);
    ::cfmakeraw(&modes);
    ::tcsetattr(slave_, TCSANOW, &modes);
    const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ::ioctl(slave_, TIOCSWINSZ, &size);
    reader_ = std::thread([this] { read_all(); });
  }
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;
  ~terminal() {
    close_writer();
    ::close(master_);
  }

  /// For programs to open.
  const std::string& path() const noexcept { return path_; }

  /// What has been written up to now.
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

  /// All that was written, once no program has it open any more.
  std::string all_text() {
    close_writer();
    return text();
  }

private:
  void read_all() {
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(master_, buffer, sizeof buffer)) > 0;) {
      const std::lock_guard lock(mutex_);
      text_.append(buffer, static_cast<std::size_t>(count));
    }
  }

  void close_writer() {
    if (slave_ < 0)
      return;
    ::close(slave_);
    slave_ = -1;
    reader_.join();
  }

  int master_;
  int slave_ = -1;
  std::string path_;
  mutable std::mutex mutex_;
  std::string text_;
  std::thread reader_;
};

} // namespace target_sdk::testing
