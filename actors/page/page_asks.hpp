// What the parts of a page ask, from question to answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <target_sdk/page.hpp>

#include "actors/asker_watch.hpp"
#include "actors/caf_compat.hpp"
#include "actors/client_settings.hpp"
#include "actors/messages.hpp"
#include "actors/page/page_news.hpp"
#include "delivery/page/merge_asks.hpp"
#include "delivery/page/page_content.hpp"
#include "delivery/page/page_visit.hpp"

namespace target_sdk::detail {

/// Gathers asks, sends them in shared requests, and answers each once, by its deadline. The
/// requests are calls like any other for the delivery workers.
class page_asks {
public:
  page_asks(page_actor::pointer self, settings_ptr settings, router_actor router,
            const page_options& options, delivery::page_visit visit,
            std::shared_ptr<page_board> board);
  page_asks(const page_asks&) = delete;
  page_asks& operator=(const page_asks&) = delete;
  ~page_asks();

  /// Takes an ask; whoever waits for it is answered later.
  void ask(call_ptr record, caf::response_promise promise);
  /// Sends what waits, as far as the visitor is known.
  void flush();
  /// The same; refuses later asks.
  void close();
  /// Gives an ask up.
  void cancel(std::uint64_t ask);
  /// Gives the asks of an actor that has ended up.
  void on_down(actor_identity ended);
  /// Sends what has waited long enough, and ends asks whose time is over.
  void look();

  /// Whether nobody will hear of this page any more.
  bool is_done() const noexcept { return is_closed_ && asks_.empty() && requests_.empty(); }

private:
  using call_id = std::uint64_t;

  struct open_ask {
    call_ptr record;
    caf::response_promise promise; ///< Of the asking actor; unused for asks of the facade.
    caf::strong_actor_ptr asker;   ///< Watched: when it dies, so does the ask.
    std::size_t mboxes = 0;
    bool is_alone = false; ///< It shares no request.
    call_id request = 0;   ///< The one it is in; 0: it waits.
  };
  struct open_request {
    delivery::merged_asks merged = {};
    call_ptr record = {};           ///< Not to be looked at before it is answered.
    std::vector<call_id> asks = {}; ///< In the order of `merged`; some may have been given up.
    std::size_t live = 0;           ///< Those that have not.
    steady_time deadline = {};
    bool is_of_visitor = true; ///< Not of somebody else.
    bool is_plain = true;      ///< Its visit is just that of the page.
  };
  using ask_table = std::map<call_id, open_ask>;

  /// Whether a request may go out: the first one goes alone.
  bool may_send() const noexcept;
  /// Takes the asks out of those that wait that can share a request with the first of them.
  open_request take_request();
  void send(open_request request);
  void on_answer(call_id id, result<offers> answer);
  /// Tells the handles of an answer, and returns it.
  std::shared_ptr<const offers> publish(offers&& answer);
  /// Answers the asks of a request.
  void give(const open_request& request, const offers& whole);
  void give(const open_request& request, const error& err);
  /// Has the asks of a request that was refused for one of them wait for requests of their own.
  void separate(const open_request& request);

  /// Removes an ask; its request goes on as long as there is another one in it.
  open_ask take(ask_table::iterator ask);
  void fail(call_id ask, error err);
  void stop_waiting(call_id ask, const open_ask& asked);
  /// Whether the page itself has to end an ask at its deadline: its request would come too late.
  bool has_own_end(const open_ask& ask) const;
  /// Makes sure of a look at that time.
  void look_at(steady_time time);

  page_actor::pointer self_;
  settings_ptr settings_;
  router_actor router_;
  std::chrono::milliseconds window_;
  std::size_t max_mboxes_;
  delivery::page_visit visit_;
  std::shared_ptr<page_board> board_;
  delivery::page_content content_;

  asker_watch<page_actor::pointer> askers_;
  ask_table asks_;
  std::map<call_id, open_request> requests_;
  std::vector<call_id> waiting_; ///< Asks in no request, in the order in which they came.
  std::size_t waiting_mboxes_ = 0;
  std::optional<steady_time> flush_at_ = {}; ///< Gathering ends; none when nothing is gathered.
  bool is_due_ = false; ///< Asks wait only for the answer that makes the visitor known.
  std::optional<steady_time> next_look_ = {}; ///< The earliest one that is on its way.
  bool is_closed_ = false;
};

} // namespace target_sdk::detail
