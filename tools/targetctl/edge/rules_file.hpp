// The rules file of the edge: read once, compiled, and served to on-device clients.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <target_sdk/artifact.hpp>
#include <target_sdk/error.hpp>

#include "tools/targetctl/edge/web_messages.hpp"

namespace target_sdk::tools::edge {

/// One form in which the rules are served.
struct served_file {
  std::shared_ptr<const std::string> bytes = {}; ///< None: this form is not served.
  std::string etag = {};                         ///< Strong, with its quotes.
};

struct rules_file {
  std::shared_ptr<const compiled_artifact> artifact = {};
  served_file json = {};
  served_file bin = {}; ///< Obfuscated; needs an organization.
};

/// Compiles `bytes`. With an organization the obfuscated form is served, too. Errors as of
/// `compile_artifact`.
[[nodiscard]] result<rules_file> make_rules_file(std::string bytes, artifact_format format,
                                                 const std::string& organization_id);

/// The obfuscated form of an artifact, as `deobfuscate_artifact` reads it.
std::string obfuscate_artifact(std::string_view text, std::string_view organization_id);

/// Whether a path is that of a rules file: `/rules.json`, `/rules.bin`, or
/// `/{client}/{environment}/v1[/{property}]/` before either.
bool is_rules_path(std::string_view path) noexcept;

/// Answers GET and HEAD of a rules path. `client`: the only one whose file is here; empty: any.
web_answer answer_rules(const rules_file& rules, std::string_view client,
                        const web_request& request);

} // namespace target_sdk::tools::edge
