// Whether anybody listens at the port of a gateway.
#pragma once

#include <memory>

#include <target_sdk/gateway.hpp>

#include "actors/answer_gate.hpp"
#include "gateway/messages.hpp"

namespace target_sdk::detail {

using probe_gate = answer_gate<gateway_carrier>;

/// Looks up the name of a gateway and connects to each of its addresses, for at most a second, on a
/// thread of its own: CAF connects one after another, and to a machine that is off it would try for
/// minutes. Nobody waits for that thread; what it finds, `about` with the rest, goes through
/// `answers_to`. It has `mark` until it ends. False when there is no thread.
bool probe(const gateway_probed& about, const gateway_address& gateway,
           std::shared_ptr<probe_gate> answers_to, std::shared_ptr<const void> mark);

} // namespace target_sdk::detail
