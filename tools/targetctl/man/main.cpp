// Prints the manual page of targetctl; run by the build.
#include <iostream>
#include <string_view>

#include <CLI/CLI.hpp>

#include "tools/targetctl/commands.hpp"
#include "tools/targetctl/man/man_page.hpp"
#include "tools/targetctl/man/roff.hpp"

namespace {

struct entry {
  std::string_view head;
  std::string_view text;
};

constexpr entry exit_codes[] = {
  {"0", "All went well."},
  {"1", "A call, a line or a rules file failed; standard error or the answer says why."},
  {"2", "The command line or the client options are wrong."},
};

constexpr entry examples[] = {
  {"Ask for offers, one call a line:",
   R"(echo '{"request": {"execute": {"mboxes": [{"name": "hero"}]}}}' |
  targetctl offers --client acmeclient \
    --organization-id 0123456789ABCDEF01234567@AdobeOrg)"},
  {"Look into a rules file:", "targetctl artifact show rules.json"},
  {"Decide on it, without a network:",
   R"(tr -d '\n' <<END | targetctl decide
{"artifact": "rules.json", "client": "acmeclient",
 "request": {"execute": {"mboxes": [{"name": "hero"}]}}}
END)"},
  {"Play Target on this machine, and ask it:",
   R"(targetctl edge --artifact rules.json --listen 127.0.0.1:8080 &
echo '{"request": {"execute": {"mboxes": [{"name": "hero"}]}}}' |
  targetctl offers --client acmeclient --organization-id me@AdobeOrg \
    --server-domain 127.0.0.1:8080 --secure=false)"},
};

} // namespace

int main() {
  using namespace target_sdk::tools;
  int exit_code = 0;
  write_man_page(std::cout, *make_command_line(exit_code));
  std::cout << ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : exit_codes)
    std::cout << ".TP\n" << code << '\n' << roff_text(meaning) << '\n';
  std::cout << ".SH EXAMPLES\n";
  for (const auto& [sentence, command] : examples)
    std::cout << ".PP\n"
              << roff_text(sentence) << "\n.PP\n.EX\n"
              << roff_text(command) << "\n.EE\n";
  std::cout << std::flush;
  return std::cout ? 0 : 1;
}
