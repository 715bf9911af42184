// Whether anybody listens at the port of a gateway.
#pragma once

#include <cstddef>
#include <memory>

#include <target_sdk/gateway.hpp>

#include "actors/answer_gate.hpp"
#include "gateway/messages.hpp"

namespace target_sdk::detail {

using probe_gate = answer_gate<gateway_carrier>;

/// Looks up the name of a gateway and connects to it, for at most a second, on a thread of its own:
/// CAF connects one after another, and to a machine that is off it would try for minutes. Nobody
/// waits for that thread; what it finds goes through `answers_to`. False when there is no thread.
bool probe(std::size_t number, const gateway_address& gateway,
           std::shared_ptr<probe_gate> answers_to);

} // namespace target_sdk::detail
