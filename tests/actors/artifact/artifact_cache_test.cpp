// The artifact on disk, and where artifacts lie.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include <sys/stat.h>

#include "actors/artifact/artifact_cache.hpp"
#include "actors/artifact/read_file.hpp"
#include "tests/support/temp_dir.hpp"

using namespace target_sdk::detail;
namespace fs = std::filesystem;

namespace {

const std::string location = "https://assets.example/rules.json";

struct cache_fixture {
  target_sdk::test_support::temp_dir folder;
  fs::path file = folder.path() / "rules.cache";

  bool write(const std::string& body) {
    return write_artifact_cache(file.string(),
                                {.location = location, .etag = "\"1\"", .body = body});
  }
  std::string read(std::size_t max_size = 1000) {
    auto cached = read_artifact_cache(file.string(), location, max_size);
    return cached ? cached->etag + cached->body : "nothing";
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()));
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(artifact_cache)

BOOST_FIXTURE_TEST_CASE(what_was_written_is_read, cache_fixture) {
  BOOST_TEST(read() == "nothing");
  BOOST_TEST(write("{}\n{}"));
  BOOST_TEST(read() == "\"1\"{}\n{}");
  BOOST_TEST(write("new"));
  BOOST_TEST(read() == "\"1\"new");
  BOOST_TEST(files() == 1u);
  BOOST_CHECK(!read_artifact_cache(file.string(), location + "?", 1000));
}

BOOST_FIXTURE_TEST_CASE(a_file_that_was_cut_or_is_too_large_is_none, cache_fixture) {
  BOOST_REQUIRE(write(std::string(100, 'x')));
  fs::resize_file(file, fs::file_size(file) - 1);
  BOOST_TEST(read() == "nothing");
  BOOST_REQUIRE(write(std::string(100, 'x')));
  fs::resize_file(file, std::uintmax_t{1} << 42); // Sparse: more than any memory.
  BOOST_TEST(read() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(only_a_regular_file_is_replaced, cache_fixture) {
  BOOST_REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  BOOST_TEST(!write("x"));
  BOOST_TEST(fs::is_fifo(file));
  fs::remove(file);
  fs::create_directory(file);
  BOOST_TEST(!write("x"));
  BOOST_TEST(files() == 1u);
}

BOOST_FIXTURE_TEST_CASE(behind_a_link_the_file_is_replaced, cache_fixture) {
  const auto behind = folder.path() / "real.cache";
  std::ofstream(behind) << "old";
  fs::create_symlink(behind, file);
  BOOST_TEST(write("new"));
  BOOST_TEST(fs::is_symlink(file));
  BOOST_TEST(read() == "\"1\"new");
  fs::remove(behind);
  BOOST_TEST(write("first"));
  BOOST_TEST(fs::is_symlink(file));
  BOOST_TEST(fs::is_regular_file(behind));
}

BOOST_FIXTURE_TEST_CASE(a_file_that_cannot_be_read_says_why, cache_fixture) {
  const auto reason = [](const fs::path& path, std::size_t max_size) {
    auto content = read_file(path.string(), max_size);
    return content ? *content : content.error().message;
  };
  BOOST_TEST(reason(file, 10) == "cannot read the file: No such file or directory");
  BOOST_TEST(reason(folder.path(), 10) == "cannot read the file: Is a directory");
  std::ofstream(file) << "12345";
  BOOST_TEST(reason(file, 5) == "12345");
  BOOST_TEST(reason(file, 4) == "cannot read the file: it is larger than 4 bytes");
  BOOST_TEST(reason(file.string() + std::string(1, '\0') + "x", 5)
             == "cannot read the file: its path has a NUL character");
}

BOOST_AUTO_TEST_SUITE_END()
