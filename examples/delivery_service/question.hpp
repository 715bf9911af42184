// What a browser asks the service: its page, its visitor, and the names in its query.
#pragma once

#include <target_sdk/page_request.hpp>

#include "web/messages.hpp"

namespace delivery_service {

struct question {
  target_sdk::delivery_request request = {}; ///< Context and ids; what to ask for is left to add.
  target_sdk::visit visit = {};
  target_sdk::list<target_sdk::mbox_request> mboxes = {};     ///< `mbox=a,b`
  target_sdk::list<target_sdk::mbox_request> prefetched = {}; ///< `prefetch=c,d`
  target_sdk::list<target_sdk::view_request> views = {};      ///< `view=home`; default: all views.
  target_sdk::list<target_sdk::notification> shown = {};      ///< What was posted.
  std::string trace_token = {};                               ///< Header `X-Target-Trace-Token`.
};

/// Reads what is asked on `page`. The query may name the visitor: `tntId`, `thirdPartyId`, `mcid`.
/// What is posted was shown: the `prefetch` of an answer, or `event_tokens` in the place of its
/// options. Errors (`invalid_request`): broken escapes, broken JSON, too much or too long of it.
[[nodiscard]] target_sdk::result<question> read_question(const web::request& asked,
                                                         const target_sdk::page_request& page);

} // namespace delivery_service
