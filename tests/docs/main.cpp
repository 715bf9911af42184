// Runs the fragments of one document, in order:  docs_fragments DOCUMENT HOST:PORT
//
// Prints what each wrote, after a line that names it; complaints go to stderr.
#include <exception>
#include <map>

#include "tests/docs/scope.hpp"

namespace docs {
namespace {

std::map<std::string, std::map<int, fragment>>& documents() {
  static std::map<std::string, std::map<int, fragment>> all;
  return all;
}

/// Whether the fragment did as it should.
bool run(const std::string& place, fragment body, const std::string& server) {
  std::string output, complaints;
  {
    scope in(server);
    try {
      body(in);
    } catch (const std::exception& problem) {
      complaints = std::string("threw: ") + problem.what() + '\n';
    }
    complaints += in.complaints();
    output = in.output();
  }
  std::cout << "=== " << place << '\n' << output << std::endl;
  if (!complaints.empty())
    std::cerr << place << ": " << complaints;
  return complaints.empty();
}

} // namespace

registration::registration(const char* document, int line, fragment run) {
  documents()[document][line] = run;
}

} // namespace docs

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: docs_fragments DOCUMENT HOST:PORT\n";
    return 2;
  }
  bool fine = true;
  for (const auto& [line, body] : docs::documents()[argv[1]])
    fine &= docs::run(argv[1] + (':' + std::to_string(line)), body, argv[2]);
  return fine ? 0 : 1;
}
