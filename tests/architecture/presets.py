#!/usr/bin/env python3
"""Checks that every preset configures in a fresh clone: the project's files in an empty folder.

    presets.py ROOT [CMAKE]   prints what the failing ones say; exits 1 if there is one
"""
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def tracked_files(root):
    if not (root / ".git").exists():  # an unpacked archive
        return [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()
                and path.relative_to(root).parts[0] not in ("build", ".cache")]
    listed = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=root,
                            check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.split("\0") if name and (root / name).exists()]


def copy_files(root, names, clone):
    for name in names:
        copied = clone / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, copied)


def preset_names(clone):
    presets = json.loads((clone / "CMakePresets.json").read_text(encoding="utf-8"))
    return [each["name"] for each in presets["configurePresets"] if not each.get("hidden")]


def complaints(root, names, cmake="cmake"):
    """Configures a copy of these files of ROOT with each preset; yields what fails."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "clone")  # nothing lies beside it
        copy_files(root, names, clone)
        for preset in preset_names(clone):
            configured = subprocess.run([cmake, "--preset", preset], cwd=clone, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            shutil.rmtree(clone / "build", ignore_errors=True)
            if configured.returncode != 0:
                yield f"{preset}: {configured.stdout}"


def main():
    root = Path(sys.argv[1]).resolve()
    found = list(complaints(root, tracked_files(root), *sys.argv[2:]))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(found)} presets do not configure")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
