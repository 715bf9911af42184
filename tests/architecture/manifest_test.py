#!/usr/bin/env python3
"""The test of the manifest can fail: a sound tree, and each fault in a copy of it."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from manifest import complaints  # noqa: E402

MANIFEST = {
    "name": "shop", "version": "1.2.3", "description": "A shop", "license": "Apache-2.0",
    "supports": "linux", "overrides": [{"name": "caf", "version": "0.17.6"}],
    "dependencies": ["caf", {"name": "pkgconf", "host": True}, "libpsl", "libunistring"],
    "features": {
        "tools": {"description": "Tools", "dependencies": ["boost-asio", "cli11"]},
        "tests": {"description": "Tests",
                  "dependencies": [{"name": "shop", "features": ["tools"]}, "boost-test"]}},
}

SOUND = {
    "CMakeLists.txt": 'project(shop VERSION 1.2.3 LANGUAGES CXX\n        DESCRIPTION "A shop")\n'
                      "find_package(CAF 0.17 REQUIRED COMPONENTS core)\n"
                      "find_package(PkgConfig REQUIRED)\nfind_package(Boost 1.74 REQUIRED)\n"
                      "pkg_check_modules(PSL REQUIRED IMPORTED_TARGET libpsl)\n"
                      "find_library(UNISTRING_LIBRARY unistring REQUIRED)\n",
    "CHANGELOG.md": "# Changelog\n\n## [1.2.3] - Unreleased\n\n## [1.2.2]\n",
    "vcpkg.json": json.dumps(MANIFEST),
    "tools/CMakeLists.txt": "find_package(CLI11 REQUIRED)\nfind_package(Threads REQUIRED)\n",
    "tools/a.cpp": "#include <boost/asio/write.hpp>\n",
    "tests/a.cpp": "#include <boost/asio/read.hpp>\n#include <boost/test/unit_test.hpp>\n",
    "docs/a.md": "127.0.0.1 and 11.2.3 and 1.2.3.4 are no versions of ours.\n",
}


def manifest_with(**members):
    return json.dumps({**MANIFEST, **members})


FAULTS = [
    # file, content, a part of the complaint
    ("CHANGELOG.md", "## [Unreleased]\n\n## [1.2.3]\n", "topmost entry"),
    ("CHANGELOG.md", "# Changelog\n", "topmost entry"),
    ("docs/a.md", "Version 1.2.3\n", "docs/a.md: repeats the version"),
    ("cmake/a.pc.in", "Version: 1.2.3\n", "repeats the version"),
    ("vcpkg.json", manifest_with(version="1.2.2"), "are not those of project"),
    ("vcpkg.json", manifest_with(description="A show"), "are not those of project"),
    ("vcpkg.json", manifest_with(homepage="here"), "unknown member homepage"),
    ("vcpkg.json", manifest_with(dependencies=["caf", "pkgconf", "libpsl"]), "libunistring"),
    ("vcpkg.json", manifest_with(dependencies=["Caf"], overrides=[]), "malformed dependency"),
    ("vcpkg.json", manifest_with(dependencies=[{"port": "caf"}], overrides=[]), "malformed"),
    ("vcpkg.json", manifest_with(overrides=[{"name": "cfa"}]), "override of cfa"),
    ("vcpkg.json", manifest_with(features={"tools": {"dependencies": []}}), "feature tools"),
    ("vcpkg.json", json.dumps({"name": "shop"}), "version is missing"),
    ("tools/b.cpp", "#include <boost/uuid/uuid.hpp>\n", "boost-uuid is missing from tools"),
    ("benchmarks/b.cpp", "#include <boost/asio/read.hpp>\n", "missing from benchmarks"),
    ("models/b.hpp", "#include <boost/asio/read.hpp>\n", "missing from the dependencies"),
    ("tests/CMakeLists.txt", "find_package(OpenSSL REQUIRED)\n", "openssl is missing from tests"),
    ("tools/b/CMakeLists.txt", "find_package(Newlib)\n", "no port known for Newlib"),
]


def told(files):
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return list(complaints(Path(folder)))


class Manifest(unittest.TestCase):
    def test_a_sound_tree_is_left_alone(self):
        self.assertEqual(told(SOUND), [])

    def test_each_fault_is_told(self):
        for path, content, part in FAULTS:
            with self.subTest(path=path, content=content[:60]):
                found = told({**SOUND, path: content})
                self.assertTrue(any(part in complaint for complaint in found), found)


if __name__ == "__main__":
    unittest.main()
