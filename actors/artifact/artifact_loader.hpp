// The artifact actor: loads the rules of on-device decisioning, compiles them, keeps them up to
// date.
#pragma once

#include <optional>
#include <string>

#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "actors/pool/redirects.hpp"

namespace target_sdk::detail {

/// State and behavior of the artifact actor. One load runs at a time, and ends in `on_success` or
/// `on_failure`; `round_` numbers the timers, so that only the latest one counts.
class loader_state {
public:
  static inline const char* name = "target_sdk.artifact";

  explicit loader_state(loader_actor::pointer self) : self_(self) {}

  /// Starts with the first `use_pools`.
  loader_actor::behavior_type behavior(settings_ptr settings, router_actor router,
                                       artifact_loaded before);

private:
  /// How an artifact was compiled.
  struct compilation {
    std::size_t size = 0; ///< Bytes of its text.
    std::chrono::nanoseconds compile_time{};
  };

  template <class Step>
  void guarded(Step step);
  void start();
  void take_over();
  void start_from_payload(const json& payload);
  void start_from_cache(const std::string& file);
  void stop();
  void resume();
  void load();
  void load_file();
  void download();
  void ask();
  /// Asks with header fields of the caller's own.
  void ask_with(const http_headers& own_fields);
  /// Asks the header provider first; it is told how the attempt before was answered.
  void ask_provider();
  void on_download(http_response& answer);
  void on_download_failure(error err, bool may_retry);
  bool take(std::string body, std::string etag, const http_timings* timings);
  void use(std::shared_ptr<const compiled_artifact> artifact, const std::string& from,
           const compilation& how);
  void publish();
  void enter(artifact_state next);
  /// The artifact in use is the latest.
  void on_unchanged();
  void on_success();
  void on_failure(const std::string& location, error err, bool may_retry);
  void load_later(std::chrono::milliseconds pause);
  void poll_later();
  artifact_snapshot snapshot() const;
  void tell_place(const http_headers& headers);

  loader_actor::pointer self_;
  settings_ptr settings_;
  router_actor router_;
  artifact_loaded before_;
  use_pools with_;
  std::string location_;
  located_artifact source_; ///< What `location_` names.
  artifact_format format_ = artifact_format::json;
  artifact_state state_ = artifact_state::loading;
  std::shared_ptr<const compiled_artifact> artifact_;
  std::string used_location_;                  ///< Where `artifact_` came from, as traces name it.
  std::chrono::milliseconds last_retrieved_{}; ///< Since the epoch.
  std::string etag_;
  std::string etag_url_; ///< The URL that returned `etag_`; only it is sent the tag.
  std::string file_content_;
  std::uint64_t retrievals_ = 0;
  std::uint64_t round_ = 0;
  int failures_ = 0; ///< Of the load in progress.
  bool is_loading_ = false;
  bool awaits_answer_ = false; ///< Of the pool.
  redirects way_ = {};         ///< Of the download in progress.
  int refused_with_ = 0;       ///< 401 when the provider was asked again in this download.
  std::chrono::steady_clock::time_point load_started_ = {};
};

/// `before` is what an earlier artifact actor of the client had loaded, if there was one.
loader_actor spawn_loader(caf::actor_system& system, settings_ptr settings, router_actor router,
                          artifact_loaded before = {});

} // namespace target_sdk::detail
