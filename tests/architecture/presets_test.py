#!/usr/bin/env python3
"""The test of the presets can fail: a sound tree, and trees that need more than their own files."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from presets import complaints  # noqa: E402

PRESETS = {"version": 6, "configurePresets": [
    {"name": "base", "hidden": True, "binaryDir": "${sourceDir}/build/${presetName}"},
    {"name": "plain", "inherits": "base"},
    {"name": "full", "inherits": "base", "cacheVariables": {"FULL": "ON"}}]}

PROJECT = "cmake_minimum_required(VERSION 3.25)\nproject(shop LANGUAGES NONE)\n"

FAULTS = [
    # of a preset, a part of its complaint
    ("file(GLOB found ${PROJECT_SOURCE_DIR}/../beside/*)\nlist(GET found 0 found)", "empty list"),
    ("file(READ ${PROJECT_SOURCE_DIR}/untracked.txt text)", "untracked.txt"),
]


def told(fault):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "shop")
        root.mkdir()
        Path(folder, "beside").mkdir()
        Path(folder, "beside", "a.json").touch()
        (root / "untracked.txt").touch()
        (root / "CMakePresets.json").write_text(json.dumps(PRESETS), encoding="utf-8")
        (root / "CMakeLists.txt").write_text(f"{PROJECT}if(FULL)\n{fault}\nendif()\n",
                                             encoding="utf-8")
        return list(complaints(root, ["CMakeLists.txt", "CMakePresets.json"]))


class Presets(unittest.TestCase):
    def test_a_sound_tree_is_left_alone(self):
        self.assertEqual(told("# nothing beside"), [])

    def test_what_lies_beside_the_clone_is_not_there(self):
        for fault, part in FAULTS:
            with self.subTest(fault=fault):
                found = told(fault)
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith("full: ") and part in found[0], found)


if __name__ == "__main__":
    unittest.main()
