#!/usr/bin/env python3
"""`make hooks` makes git refuse long subjects; tried in a repository of its own.

    hooks_test.py ROOT MAKE GIT
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT, MAKE, GIT = Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]

# Nothing of the user's own settings, nor of the repository that a caller may work in.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@localhost",
    "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@localhost"}


def run(folder, *command):
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, text=True, capture_output=True)


class Hooks(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = Path(self.temporary.name)
        shutil.copy(ROOT / "Makefile", self.folder)
        shutil.copytree(ROOT / ".githooks", self.folder / ".githooks")
        self.assertEqual(run(self.folder, GIT, "init", "--quiet").returncode, 0)
        made = run(self.folder, MAKE, "hooks")
        self.assertEqual(made.returncode, 0, made.stderr)

    def commit(self, message):
        return run(self.folder, GIT, "commit", "--quiet", "--allow-empty", "--cleanup=strip",
                   "--message", message)

    def subjects(self):
        return run(self.folder, GIT, "log", "--format=%s").stdout.splitlines()

    def test_a_subject_of_72_characters_is_taken(self):
        for subject in ("x" * 72, "é" * 72):
            with self.subTest(subject=subject):
                done = self.commit(f"{subject}\n\n{'body ' * 40}")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(self.subjects()[0], subject)

    def test_a_longer_one_is_refused_and_the_reason_told(self):
        done = self.commit("x" * 73)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("73 characters, 72 are the most", done.stderr)
        self.assertEqual(self.subjects(), [])

    def test_comments_and_empty_lines_before_the_subject_do_not_count(self):
        done = self.commit("# " + "c" * 80 + "\n\nshort\n")
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
