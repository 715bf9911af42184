// What an interface needs of CAF, written so that CAF 0.17 and later versions understand it.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include <caf/all.hpp>

#include <target_sdk/config.hpp>
#include <target_sdk/error.hpp>
#include <target_sdk/models/serialization.hpp>

#define TARGET_SDK_CAF_0_17 (CAF_MAJOR_VERSION == 0 && CAF_MINOR_VERSION == 17)

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

/// A typed actor handle written as function signatures: `interface<offers(get_offers)>`.
template <class... Signatures>
using interface = caf::typed_actor<typename signature<Signatures>::type...>;

} // namespace target_sdk::compat

namespace target_sdk {

/// An SDK error as the error of a CAF reply. Nothing is lost: `to_error` gives it back.
caf::error make_error(const error& err);

/// The SDK error inside a CAF error. CAF's own become ours: a receiver that is down
/// `shutting_down`, a request timeout `timeout`, anything else `transport` with CAF's text.
error to_error(const caf::error& err);

/// Configures an actor system for short calls: the sharing scheduler answers a request in about a
/// tenth of the time that the default, work stealing, takes when threads are idle. `threads` 0
/// keeps CAF's choice. Call it before the system is made.
void tune_for_short_calls(caf::actor_system_config& config, std::size_t threads = 0);

} // namespace target_sdk

namespace target_sdk::compat {

#if TARGET_SDK_CAF_0_17
template <class Inspector>
using inspect_result = typename Inspector::result_type;

/// Inspects a described value as its JSON text (CAF 0.17 knows no std::optional).
template <class Inspector, class Value>
inspect_result<Inspector> inspect_as_json(Inspector& f, const char* name, Value& value) {
  std::string text;
  if constexpr (!Inspector::reads_state)
    return f(caf::meta::type_name(name), text, caf::meta::load_callback([&]() -> caf::error {
               auto read = from_json_text<std::remove_const_t<Value>>(std::move(text),
                                                                      {.mode = read_mode::answer});
               if (!read)
                 return make_error(read.error());
               value = std::move(*read);
               return caf::none;
             }));
  else {
    text = to_json_text(value);
    return f(caf::meta::type_name(name), text);
  }
}
#else
template <class Inspector>
using inspect_result = bool;

template <class Inspector, class Value>
bool inspect_as_json(Inspector& f, const char*, Value& value) {
  auto get = [&] { return to_json_text(value); };
  auto set = [&](std::string text) {
    auto read = from_json_text<Value>(std::move(text), {.mode = read_mode::answer});
    if (read)
      value = std::move(*read);
    return read.has_value();
  };
  return f.object(value).fields(f.field("json", get, set));
}
#endif

} // namespace target_sdk::compat
