// What the public headers need from CAF, in one form for CAF 0.17 and CAF 1.x.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include <caf/config.hpp>
#include <caf/error.hpp>
#include <caf/fwd.hpp>

#include <target_sdk/config.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/models/serialization.hpp>

#ifdef CAF_VERSION_MAJOR
#define TARGET_SDK_CAF_0_17 0
#else
#define TARGET_SDK_CAF_0_17 1
#endif

#if TARGET_SDK_CAF_0_17
#include <caf/atom.hpp>
#include <caf/meta/load_callback.hpp>
#include <caf/meta/type_name.hpp>
#include <caf/replies_to.hpp>
#endif

namespace target_sdk::compat {

#if TARGET_SDK_CAF_0_17
template <class Signature>
struct signature;
template <class Out, class In>
struct signature<Out(In)> {
  using type = typename caf::replies_to<In>::template with<Out>;
};
template <class In>
struct signature<void(In)> {
  using type = caf::reacts_to<In>;
};
#else
template <class Signature>
struct signature;
template <class Out, class In>
struct signature<Out(In)> {
  using type = caf::result<Out>(In);
};
#endif

#if TARGET_SDK_CAF_0_17
/// The category of the SDK's errors.
inline constexpr caf::atom_value error_category = caf::atom("targetsdk");
#endif

/// Whether `init` was called on the system's configuration.
bool is_initialised(const caf::actor_system& system);

/// A typed actor handle written as function signatures: `interface<offers(get_offers)>`.
template <class... Signatures>
using interface = caf::typed_actor<typename signature<Signatures>::type...>;

} // namespace target_sdk::compat

namespace target_sdk {

/// An SDK error as the error of a CAF reply; `to_error` restores it without loss. CAF prints it as
/// `to_string(error)` does, without the session.
caf::error make_error(const error& err);

/// The SDK error inside a CAF error. CAF's own errors are translated: a receiver that is down to
/// `shutting_down`, a request timeout to `timeout`, anything else to `transport` with CAF's text.
error to_error(const caf::error& err);

/// Registers the SDK's messages with an actor system, so that they can be sent to other nodes, and
/// makes its errors readable in what CAF prints. Call it before the system is created, on both
/// nodes; further calls have no effect. Systems without a network do not need it, and a client with
/// a system of its own does it itself.
void init(caf::actor_system_config& config);

/// The same for all actor systems of the process, with CAF 1.x, whose table of messages is global.
/// Programs linked with the SDK do this before `main`; one that loads it later calls this before
/// its first actor system. With CAF 0.17, where each system has a table of its own, it does
/// nothing.
void init();

/// Configures an actor system for short calls: sharing answers a request in about a tenth of the
/// time that work stealing takes when threads are idle, and long mailboxes hold up nobody else.
/// `threads` 0 keeps CAF's choice. Call it before the system is created.
void tune_for_short_calls(caf::actor_system_config& config, std::size_t threads = 0);

} // namespace target_sdk

namespace target_sdk::compat {

#if TARGET_SDK_CAF_0_17
template <class Inspector>
using inspect_result = typename Inspector::result_type;

/// Inspects a value member by member.
template <class Inspector, class Value, class... Members>
inspect_result<Inspector> inspect_members(Inspector& f, const char* name, Value&,
                                          Members&... members) {
  return f(caf::meta::type_name(name), members...);
}

/// Inspects a value through a stand-in: `save()` returns it, `load(stand_in)` reads it back and
/// returns a `result<void>`.
template <class Inspector, class Value, class Save, class Load>
inspect_result<Inspector> inspect_as(Inspector& f, const char* name, Value&, Save save, Load load) {
  decltype(save()) stand_in{};
  if constexpr (!Inspector::reads_state)
    return f(caf::meta::type_name(name), stand_in, caf::meta::load_callback([&]() -> caf::error {
               if (auto loaded = load(std::move(stand_in)); !loaded)
                 return make_error(loaded.error());
               return caf::none;
             }));
  else {
    stand_in = save();
    return f(caf::meta::type_name(name), stand_in);
  }
}
#else
template <class Inspector>
using inspect_result = bool;

template <class Inspector, class Value, class... Members>
bool inspect_members(Inspector& f, const char* name, Value& value, Members&... members) {
  return f.object(value).pretty_name(name).fields(f.field("member", members)...);
}

template <class Inspector, class Value, class Save, class Load>
bool inspect_as(Inspector& f, const char* name, Value& value, Save save, Load load) {
  auto set = [&](auto stand_in) { return load(std::move(stand_in)).has_value(); };
  return f.object(value).pretty_name(name).fields(f.field("value", save, set));
}

/// Inspects an enumerator as its number.
template <class Inspector, class Enum>
bool inspect_number(Inspector& f, Enum& value) {
  auto get = [&] { return static_cast<std::underlying_type_t<Enum>>(value); };
  auto set = [&](std::underlying_type_t<Enum> number) { value = static_cast<Enum>(number); };
  return f.apply(get, set);
}
#endif

/// Inspects a described value as its JSON text.
template <class Inspector, class Value>
inspect_result<Inspector> inspect_as_json(Inspector& f, const char* name, Value& value) {
  return inspect_as(
    f, name, value, [&] { return to_json_text(value); },
    [&](std::string text) -> result<void> {
      auto read = from_json_text<Value>(text, {.mode = read_mode::answer});
      if (!read)
        return tl::unexpected(std::move(read.error()));
      value = std::move(*read);
      return {};
    });
}

} // namespace target_sdk::compat
