#include "tests/support/temp_dir.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace target_sdk::test_support {

temp_dir::temp_dir() {
  auto pattern = (std::filesystem::temp_directory_path() / "target_sdk_XXXXXX").string();
  if (!mkdtemp(pattern.data()))
    throw std::runtime_error("cannot create " + pattern);
  path_ = pattern;
}

temp_dir::~temp_dir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string temp_dir::write(const std::filesystem::path& name, std::string_view content) const {
  const auto file = path_ / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  if (!out.write(content.data(), static_cast<std::streamsize>(content.size())).flush())
    throw std::runtime_error("cannot write " + file.string());
  return file.string();
}

std::string temp_dir::read(const std::filesystem::path& name) const {
  const auto file = path_ / name;
  return std::filesystem::exists(file) ? read_file(file) : std::string{};
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace target_sdk::test_support
