// libcurl's easy handles between two exchanges.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <target_sdk/client_options.hpp>

#include "actors/pool/curl/multi.hpp"
#include "actors/pool/curl/transfer.hpp"

namespace target_sdk::curl {

/// Keeps transfers for the next exchanges: an easy handle is costly to make.
class idle_transfers {
public:
  explicit idle_transfers(std::size_t at_most) { kept_.reserve(at_most); }

  std::unique_ptr<transfer> take(const pool_options& options, multi& with);
  /// Takes an exchange out of `with`.
  void put_back(std::unique_ptr<transfer> ended, multi& with) noexcept;
  void clear() noexcept { kept_.clear(); }

  /// Returns memory to the system when large answers came to nothing. Call it between exchanges.
  void return_memory() noexcept;

private:
  std::vector<std::unique_ptr<transfer>> kept_;
  std::size_t forgotten_ = 0; ///< Bytes of answers that nobody took, since memory was returned.
};

} // namespace target_sdk::curl
