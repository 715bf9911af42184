#!/usr/bin/env python3
"""The walls test can fail: each rule, broken once in a tree of its own."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from walls import violations  # noqa: E402

COMPAT = "actors/caf_compat.hpp"

BROKEN = [
    # file, content, a part of the complaint
    ("actors/a.cpp", "#include <rapidjson/document.h>", "rapidjson"),
    ("models/a.cpp", "#include <rapidjson/document.h>", "rapidjson"),
    ("decisioning/a.cpp", '#include "rapidjson/document.h"', "rapidjson"),
    ("include/target_sdk/a.hpp", "#include <rapidjson/document.h>", "rapidjson"),
    ("tools/targetctl/a.cpp", "#include <rapidjson/document.h>", "rapidjson"),
    ("models/a.cpp", "#include <curl/curl.h>", "curl"),
    ("delivery/a.cpp", "  #  include <curl/curl.h>", "curl"),
    ("tools/targetctl/a.cpp", "#include <curl/curl.h>", "curl"),
    ("actors/notification/a.cpp", "#include <sqlite3.h>", "sqlite3"),
    ("tools/targetctl/a.cpp", "#include <sqlite3.h>", "sqlite3"),
    ("actors/outbox/a.cpp", '#include "actors/notification/a.hpp"', "actors/outbox may not include"),
    ("decisioning/a.cpp", "#include <caf/all.hpp>", "caf"),
    ("delivery/a.hpp", "#include <caf/actor.hpp>", "caf"),
    ("include/target_sdk/client.hpp", "#include <caf/all.hpp>", "caf"),
    ("include/target_sdk/a.hpp", '#include "models/reader.hpp"', "include/ may not include models"),
    ("include/target_sdk/a.hpp", "#include <actors/a.hpp>", "include/ may not include actors"),
    ("models/a.cpp", '#include "decisioning/a.hpp"', "models/ may not include decisioning"),
    ("models/a.cpp", '#include "delivery/a.hpp"', "models/ may not include delivery"),
    ("models/a.cpp", '#include "actors/a.hpp"', "models/ may not include actors"),
    ("models/a.cpp", '#include "tools/targetctl/a.hpp"', "models/ may not include tools"),
    ("models/a.cpp", '#include "../actors/a.hpp"', "models/ may not include .."),
    ("decisioning/a.cpp", '#include "delivery/a.hpp"', "decisioning/ may not include delivery"),
    ("decisioning/a.cpp", '#include "actors/a.hpp"', "decisioning/ may not include actors"),
    ("delivery/a.cpp", '#include "decisioning/a.hpp"', "delivery/ may not include decisioning"),
    ("delivery/a.cpp", '#include "actors/a.hpp"', "delivery/ may not include actors"),
    ("actors/pool/a.cpp", '#include "actors/delivery/a.hpp"', "actors/pool may not include"),
    ("actors/delivery/a.cpp", '#include "actors/pool/curl/a.hpp"', "actors/delivery may not include"),
    ("actors/new/a.cpp", '#include "actors/pool/a.hpp"', "actors/new may not include"),
    ("actors/pool/a.cpp", "#include <curl/curl.h>", "curl"),
    ("actors/a.cpp", '#include "tools/targetctl/a.hpp"', "actors/ may not include tools"),
    ("actors/a.cpp", '#include "tests/support/a.hpp"', "actors/ may not include tests"),
    ("actors/a.cpp", "#include <prometheus/registry.h>", "prometheus"),
    ("tools/targetctl/a.cpp", "#include <prometheus/registry.h>", "prometheus"),
    ("prometheus/a.cpp", '#include "actors/a.hpp"', "prometheus/ may not include actors"),
    ("models/a.cpp", "std::mutex m;", "std::mutex"),
    ("actors/a.cpp", "std::shared_mutex m;", "std::shared_mutex"),
    ("delivery/a.cpp", "std::condition_variable c;", "std::condition_variable"),
    ("decisioning/a.cpp", "std::lock_guard guard(m);", "std::lock_guard"),
    ("include/target_sdk/a.hpp", "std::unique_lock<M> l;", "std::unique_lock"),
    ("actors/a.cpp", "std::scoped_lock l(m);", "std::scoped_lock"),
    ("actors/a.cpp", "pthread_mutex_lock(&m);", "pthread_mutex_lock"),
    ("actors/a.cpp", "caf::detail::thing x;", "caf::detail"),
    ("tests/actors/a.cpp", "caf::detail::thing x;", "caf::detail"),
    ("actors/a.cpp", "#include <caf/detail/thing.hpp>", "internals"),
    ("include/target_sdk/caf_compat.hpp", "#include <caf/detail/thing.hpp>", "internals"),
    ("include/target_sdk/caf_compat.hpp", "using caf::detail::thing;", "caf::detail"),
    ("actors/a.cpp", "\n" * 501, "501 lines"),
    ("tests/models/a.cpp", "\n" * 501, "501 lines"),
    ("cmake/a.cmake", "\n" * 501, "501 lines"),
]

SOUND = [
    ("actors/a.cpp", '#include <caf/all.hpp>\n#include "delivery/a.hpp"'),
    ("actors/pool/curl/a.cpp", '#include <curl/curl.h>\n#include "actors/pool/a.hpp"'),
    ("actors/client/a.cpp", '#include "actors/client/b.hpp"\n#include "actors/caf_compat.hpp"'),
    ("actors/b.cpp", '#include "decisioning/a.hpp"\n#include "models/a.hpp"'),
    ("models/rapid.hpp", '#include <rapidjson/document.h>\n#include <target_sdk/json.hpp>'),
    ("decisioning/a.cpp", '#include "models/a.hpp"\n#include <target_sdk/json.hpp>'),
    ("include/target_sdk/actors.hpp", "#include <caf/all.hpp>"),
    ("include/target_sdk/a.hpp", "#include <models>\nnamespace caf { class actor_system; }"),
    (COMPAT, "#include <caf/detail/thing.hpp>\nusing caf::detail::thing;"),
    ("tests/actors/a.cpp", '#include <mutex>\n#include <curl/curl.h>\nstd::mutex m;'),
    ("tools/targetctl/a.cpp", '#include <caf/all.hpp>\n#include "tools/targetctl/a.hpp"'),
    ("actors/c.cpp", '// std::mutex would do\nauto s = "caf::detail"; /* #include <rapidjson/a.h> */'),
    ("actors/d.cpp", "\n" * 500),
]


def complaints(files):
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files:
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        return list(violations(Path(folder)))


class Walls(unittest.TestCase):
    def test_each_broken_rule_is_told(self):
        for path, content, part in BROKEN:
            with self.subTest(path=path, content=content[:60]):
                told = complaints([(path, content)])
                self.assertTrue(any(t.startswith(path) and part in t for t in told), told)

    def test_sound_code_is_left_alone(self):
        self.assertEqual(complaints(SOUND), [])

    def test_the_line_is_told(self):
        told = complaints([("models/a.cpp", "/* two\nlines */\n#include <curl/curl.h>\n")])
        self.assertTrue(told[0].startswith("models/a.cpp:3: "), told)


if __name__ == "__main__":
    unittest.main()
