#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace target_sdk::test_support {

/// A fresh directory under the system's temporary directory, removed with its contents in the
/// destructor.
class temp_dir {
public:
  temp_dir();
  temp_dir(const temp_dir&) = delete;
  temp_dir& operator=(const temp_dir&) = delete;
  ~temp_dir();

  const std::filesystem::path& path() const { return path_; }

  /// Writes a file, creating the directories of its relative name; returns its full path.
  std::string write(const std::filesystem::path& name, std::string_view content) const;

  /// The content of a file of the directory; empty if there is none.
  std::string read(const std::filesystem::path& name) const;

private:
  std::filesystem::path path_;
};

/// The content of a file; throws std::runtime_error if it cannot be read.
std::string read_file(const std::filesystem::path& file);

} // namespace target_sdk::test_support
