// replay FOLDER: runs a fuzz target once on each file of its corpus, and on each beginning of it.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "tests/fuzz/fuzz.hpp"

namespace {

void run(const std::string& input, std::size_t size) {
  const std::vector<std::uint8_t> exact(input.begin(), input.begin() + static_cast<long>(size));
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: replay FOLDER\n";
    return 2;
  }
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    // The last one named here is the one that crashes.
    std::cout << entry.path().filename().string() << std::endl;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t size = 0; size <= input.size(); ++size)
      run(input, size);
    ++files;
  }
  std::cout << files << " files\n";
  return files > 0 ? 0 : 1;
}
