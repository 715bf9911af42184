#include <utility>

#include <target_sdk/calls.hpp>
#include <target_sdk/models/serialization.hpp>

#include "models/checker.hpp"
#include "models/document.hpp"
#include "models/own_text.hpp"
#include "models/reader.hpp"
#include "models/writer.hpp"

namespace target_sdk {

namespace {

/// A model may hold JSON parts of the greatest depth a few levels down.
constexpr std::size_t max_model_depth = max_json_depth + 16;

} // namespace

template <class Model>
std::string to_json_text(const Model& value) {
  detail::text_buffer out;
  detail::append_model(out, detail::description_of<Model>(), &value);
  return std::string(out.text());
}

template <class Model>
void append_json_text(std::string& out, const Model& value) {
  detail::text_buffer text;
  detail::append_model(text, detail::description_of<Model>(), &value);
  out += text.text();
}

template <class Model>
json to_json(const Model& value) {
  return detail::parse_document(to_json_text(value), max_model_depth, error_kind::invalid_request)
    .value_or(json());
}

template <class Model>
result<Model> from_json(const json& value, const read_options& options) {
  result<Model> out;
  detail::reader in(options, value.owner());
  if (!value.is_object())
    in.refuse("expected an object");
  else if (in.read_model(detail::description_of<Model>(), *detail::to_node(value), &*out))
    return out;
  out = tl::unexpected<error>(in.take_error());
  return out;
}

namespace {

template <class Model>
result<Model> read_text(std::string_view text, std::size_t max_depth, const read_options& options) {
  const auto value =
    detail::parse_document(text, max_depth, detail::reader::error_kind_of(options.mode));
  if (!value)
    return tl::unexpected<error>(value.error());
  return from_json<Model>(*value, options);
}

} // namespace

template <class Model>
result<Model> from_json_text(std::string_view text, const read_options& options) {
  return read_text<Model>(text, max_json_depth, options);
}

template <class Model>
result<Model> detail::from_own_text(std::string_view text) {
  return read_text<Model>(text, max_model_depth, {.mode = read_mode::answer});
}

template result<send_notifications> detail::from_own_text(std::string_view);
template result<notification> detail::from_own_text(std::string_view);

template <class Model>
result<void> validate(const Model& value) {
  detail::checker check;
  if (!check.check_model(detail::description_of<Model>(), &value))
    return fail(error_kind::invalid_request, check.take_message());
  return {};
}

#define TARGET_SDK_INSTANTIATE(Model)                                           \
  template std::string to_json_text(const Model&);                              \
  template void append_json_text(std::string&, const Model&);                   \
  template json to_json(const Model&);                                          \
  template result<Model> from_json(const json&, const read_options&);           \
  template result<Model> from_json_text(std::string_view, const read_options&); \
  template result<void> validate(const Model&);
TARGET_SDK_MODELS(TARGET_SDK_INSTANTIATE)
#undef TARGET_SDK_INSTANTIATE

} // namespace target_sdk
