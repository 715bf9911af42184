// Limits across all connections. Used by the I/O thread only.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

namespace target_sdk::tools::edge {

/// The delivery calls in flight, by session: the service limits them per session.
class session_calls {
public:
  static constexpr std::size_t most = 100;

  /// A call in flight; it ends with this object.
  class call {
  public:
    call(session_calls& calls, std::string session)
      : calls_(calls),
        session_(std::move(session)),
        is_admitted_(calls_.admit(session_)) {}
    call(const call&) = delete;
    call& operator=(const call&) = delete;
    ~call() {
      if (is_admitted_)
        calls_.leave(session_);
    }

    bool is_admitted() const noexcept { return is_admitted_; }

  private:
    session_calls& calls_;
    std::string session_;
    bool is_admitted_;
  };

private:
  bool admit(const std::string& session) {
    auto& count = counts_[session];
    if (count == most)
      return false;
    ++count;
    return true;
  }
  void leave(const std::string& session) {
    const auto count = counts_.find(session);
    if (--count->second == 0)
      counts_.erase(count);
  }

  std::unordered_map<std::string, std::size_t> counts_;
};

/// Bytes of all bodies held at a time.
class body_budget {
public:
  explicit body_budget(std::size_t bytes) noexcept : left_(bytes) {}

  /// The bytes of one body, released by `clear` or with this object.
  class share {
  public:
    explicit share(body_budget& budget) noexcept : budget_(budget) {}
    share(const share&) = delete;
    share& operator=(const share&) = delete;
    ~share() { clear(); }

    /// False when not enough is left.
    bool grow(std::size_t bytes) noexcept {
      if (bytes > budget_.left_)
        return false;
      budget_.left_ -= bytes;
      taken_ += bytes;
      return true;
    }
    void clear() noexcept { budget_.left_ += std::exchange(taken_, 0); }

  private:
    body_budget& budget_;
    std::size_t taken_ = 0;
  };

private:
  std::size_t left_;
};

} // namespace target_sdk::tools::edge
