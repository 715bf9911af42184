#!/usr/bin/env python3
"""Checks what says again what the build knows: the version stands in CMakeLists.txt, CHANGELOG.md and
vcpkg.json repeat it, and vcpkg.json names the libraries that the build looks for.

    manifest.py ROOT      prints one line per complaint; exits 1 if there is one
"""
import json
import re
import sys
from pathlib import Path

# What CMake looks for -> its port in vcpkg's registry; None: comes with the compiler or the system.
PORTS = {"CAF": "caf", "CLI11": "cli11", "CURL": "curl", "OpenSSL": "openssl",
         "PkgConfig": "pkgconf", "prometheus-cpp": "prometheus-cpp", "RapidJSON": "rapidjson", "ZLIB": "zlib", "libpsl": "libpsl", "RE2": "re2",
         "SQLite3": "sqlite3",
         "tl-expected": "tl-expected", "unistring": "libunistring", "Python3": None, "Threads": None}
# Feature -> its folders. The dependencies without a feature are those of the library.
FOLDERS = {None: ("include", "models", "decisioning", "delivery", "actors", "gateway"),
           "prometheus": ("prometheus",), "tools": ("tools",),
           "tests": ("tests",), "benchmarks": ("benchmarks",)}
# Where a version could be repeated, besides the files at the top.
ALL_FOLDERS = [*(folder for folders in FOLDERS.values() for folder in folders), "cmake", "docs",
               "examples"]
TEXTS = (".cpp", ".hpp", ".py", ".cmake", ".in", ".sh", ".txt", ".md", ".json")

PROJECT = re.compile(r"^project\((\w+) VERSION ([\d.]+)[^)]*DESCRIPTION \"([^\"]+)\"", re.MULTILINE)
CHANGES = re.compile(r"^## \[([^\]]+)\]", re.MULTILINE)
SEARCH = re.compile(
    r"(?:find_package\(|find_library\(\w+ |pkg_check_modules\([^)]* (?=[\w-]+\)))([\w-]+)")
BOOST = re.compile(r"^#include <boost/([a-z_]+)", re.MULTILINE)

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MEMBERS = {"name", "version", "description", "license", "supports", "dependencies", "features"}
OPTIONAL_MEMBERS = {"overrides"}
DEPENDENCY_MEMBERS = {"name", "features", "default-features", "host"}


def check_version(root, version):
    changes = CHANGES.search((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    if not changes or changes[1] != version:
        yield f"CHANGELOG.md: the topmost entry is not that of {version}"
    repeated = re.compile(rf"(?<![\d.]){re.escape(version)}(?![\d.])")
    inner = (file for folder in ALL_FOLDERS for file in sorted((root / folder).rglob("*.*")))
    for file in (*root.glob("*.*"), *inner):
        path = file.relative_to(root).as_posix()
        if path in ("CMakeLists.txt", "CHANGELOG.md", "vcpkg.json") or file.suffix not in TEXTS:
            continue
        if repeated.search(file.read_text(encoding="utf-8", errors="replace")):
            yield f"{path}: repeats the version {version}; take it from the build"


def check_form(manifest):
    for member in manifest.keys() - MEMBERS - OPTIONAL_MEMBERS:
        yield f"unknown member {member}"
    for member in MEMBERS - manifest.keys():
        yield f"{member} is missing"
    for name, feature in manifest.get("features", {}).items():
        if not NAME.fullmatch(name) or feature.keys() != {"description", "dependencies"}:
            yield f"feature {name} needs a description and dependencies, and no more"
    for dependency in all_dependencies(manifest):
        unknown = dependency.keys() - DEPENDENCY_MEMBERS
        if unknown or not NAME.fullmatch(dependency.get("name", "")):
            yield f"malformed dependency {dependency}"
    for override in manifest.get("overrides", []):
        if override.get("name") not in {d.get("name") for d in dependencies_of(manifest)}:
            yield f"override of {override.get('name')}, which is no dependency"


def dependencies_of(part):
    return [{"name": d} if isinstance(d, str) else d for d in part.get("dependencies", [])]


def all_dependencies(manifest):
    for part in (manifest, *manifest.get("features", {}).values()):
        yield from dependencies_of(part)


def ports_of(manifest, feature):
    """The ports of a feature, with those of the features that it asks for, and of the library."""
    ports = {dependency["name"] for dependency in dependencies_of(manifest)}
    waiting = [feature] if feature else []
    while waiting:
        for dependency in dependencies_of(manifest["features"].get(waiting.pop(), {})):
            if dependency["name"] == manifest["name"]:
                waiting += dependency["features"]
            else:
                ports.add(dependency["name"])
    return ports


def wanted_ports(root, feature):
    """(port, who wants it) of the folders of a feature."""
    folders = [root / folder for folder in FOLDERS[feature]]
    builds = [file for folder in folders for file in sorted(folder.rglob("CMakeLists.txt"))
              if "package" not in file.parts]
    for file in ([root / "CMakeLists.txt"] if feature is None else []) + builds:
        for name in SEARCH.findall(file.read_text(encoding="utf-8")):
            # Boost's parts are ports of their own; which ones, the sources say.
            if name != "Boost" and PORTS.get(name, name):
                yield PORTS.get(name, f"(no port known for {name})"), file.relative_to(root)
    for folder in folders:
        for file in sorted(folder.rglob("*.[ch]pp")):
            for library in BOOST.findall(file.read_text(encoding="utf-8", errors="replace")):
                yield f"boost-{library.replace('_', '-')}", file.relative_to(root)


def complaints(root):
    name, version, description = PROJECT.search((root / "CMakeLists.txt").read_text()).groups()
    yield from check_version(root, version)
    manifest = json.loads((root / "vcpkg.json").read_text(encoding="utf-8"))
    malformed = list(check_form(manifest))
    yield from (f"vcpkg.json: {complaint}" for complaint in malformed)
    if malformed:
        return
    if (manifest["version"], manifest["description"]) != (version, description):
        yield f"vcpkg.json: version and description are not those of project({name})"
    for feature in FOLDERS:
        missing = {port: file for port, file in wanted_ports(root, feature)
                   if port not in ports_of(manifest, feature)}
        for port, file in missing.items():
            yield f"vcpkg.json: {port} is missing from {feature or 'the dependencies'}, see {file}"


def main():
    found = list(complaints(Path(sys.argv[1]).resolve()))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(found)} complaints")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
