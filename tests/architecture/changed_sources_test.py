#!/usr/bin/env python3
"""changed_sources.sh finds what changed, in repositories made for it.

    changed_sources_test.py ROOT GIT
"""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT, GIT = Path(sys.argv[1], "cmake", "changed_sources.sh").resolve(), sys.argv[2]

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@localhost",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@localhost"}


class Repository:
    def __init__(self, folder):
        self.folder = folder

    def git(self, *arguments):
        subprocess.run([GIT, *arguments], cwd=self.folder, env=ENVIRONMENT, check=True,
                       capture_output=True)

    def write(self, *names):
        for name in names:
            with open(Path(self.folder, name), "a", encoding="utf-8") as file:
                file.write("// one more line\n")

    def commit(self, *names):
        self.write(*names)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Change " + " ".join(names))

    def changed(self):
        done = subprocess.run([SCRIPT], cwd=self.folder, env=ENVIRONMENT, text=True, check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return done.stdout.split()


class ChangedSources(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.origin = Repository(self.folder / "origin")
        self.origin.folder.mkdir()
        self.origin.git("init", "--quiet", "--initial-branch=main")
        self.origin.commit("old.cpp", "old.hpp", "notes.md")
        self.origin.commit("last.cpp", "notes.md")

    def clone(self, *options):
        clone = Repository(self.folder / "clone")
        self.origin.git("clone", "--quiet", *options, f"file://{self.origin.folder}", str(clone.folder))
        return clone

    def test_in_a_clone_of_the_main_branch_it_is_the_last_commit(self):
        self.assertEqual(self.clone().changed(), ["last.cpp"])

    def test_in_a_clone_of_one_commit_there_is_nothing(self):
        self.assertEqual(self.clone("--depth=1").changed(), [])

    def test_a_branch_counts_from_where_it_left_the_main_one(self):
        clone = self.clone()
        clone.git("switch", "--quiet", "--create", "branch")
        clone.commit("first.cpp")
        clone.commit("second.cpp")
        self.assertEqual(clone.changed(), ["first.cpp", "second.cpp"])

    def test_what_is_not_committed_counts(self):
        clone = self.clone()
        clone.write("old.cpp", "new.cpp")
        self.assertEqual(clone.changed(), ["last.cpp", "new.cpp", "old.cpp"])

    def test_a_header_stands_for_its_source(self):
        self.origin.commit("old.hpp", "alone.hpp")
        self.assertEqual(self.clone().changed(), ["old.cpp"])

    def test_what_is_gone_is_not_named(self):
        self.origin.git("rm", "--quiet", "old.cpp")
        self.origin.commit("notes.md")
        self.assertEqual(self.clone().changed(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
