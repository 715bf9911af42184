#!/usr/bin/env python3
"""Checks the walls between the layers: which layer may include what. See CONTRIBUTING.md.

    walls.py ROOT      prints one line per violation; exits 1 if there is one
"""
import re
import sys
from pathlib import Path

LAYERS = ("include", "models", "decisioning", "delivery", "actors", "gateway", "prometheus")
FOLDERS = LAYERS + ("tools", "examples", "benchmarks", "tests", "cmake")
MAX_LINES = 500

# Layer -> layers whose internal headers it may include. Everybody may include <target_sdk/...>.
MAY_INCLUDE = {
    "include": set(),
    "models": {"models"},
    "decisioning": {"models", "decisioning"},
    "delivery": {"models", "delivery"},
    "actors": {"models", "decisioning", "delivery", "actors"},
    "gateway": {"models", "delivery", "actors", "gateway"},
    "prometheus": {"prometheus"},
}

# Folder of actors/ -> other folders of actors/ whose headers it may include. What stands in actors/
# itself is shared by all of them; the pool knows HTTP, not Target, and alone sees libcurl.
ACTORS_MAY_INCLUDE = {
    "": {"artifact", "delivery", "metrics", "pending", "pool", "telemetry"},
    "metrics": {"pool"},
    "pool": {"metrics", "pool/curl"},
    "pool/curl": {"pool"},
    "pending": set(),
    "telemetry": set(),
    "visitor": set(),
    "artifact": {"pool", "telemetry"},
    "delivery": {"artifact", "telemetry", "visitor"},
    "notification": {"visitor"},
    "attributes": set(),
    "headers": set(),
    "outbox": set(),
    "page": {"artifact", "pending"},
    "client": {"artifact", "attributes", "delivery", "headers", "metrics", "notification", "outbox", "page", "pending",
               "pool", "telemetry", "visitor"},
}

# Library (first folder of its headers) -> who may include it: layers and single files.
LIBRARY_USERS = {
    "rapidjson": ("models/rapid.hpp",),
    "curl": ("actors/pool/curl/",),
    "sqlite3.h": ("actors/outbox/",),
    "openssl": ("gateway/network.cpp",),
    "prometheus": ("prometheus/",),
    "caf": ("actors/", "gateway/", "include/target_sdk/actors.hpp", "include/target_sdk/ask.hpp",
            "include/target_sdk/caf_compat.hpp"),
}
# Tools and examples are built on CAF as users' programs are, but have no business with the others.
LIBRARY_GUESTS = {"caf": ("tools/", "examples/")}
CAF_INTERNALS = "actors/caf_compat.hpp"

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
LOCK = re.compile(
    r"\b(?:std::(?:recursive_|timed_|recursive_timed_|shared_|shared_timed_)?mutex"
    r"|std::condition_variable(?:_any)?|std::(?:lock_guard|unique_lock|scoped_lock|shared_lock)"
    r"|pthread_(?:mutex|cond|rwlock|spin)_\w+)\b")
COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^()\\\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.DOTALL)


def without_comments(text):
    """Blanks comments and string literals, keeps line numbers and the names of includes."""
    def blank(match):
        if match[0].startswith('"') and is_include_line(match):
            return match[0]
        return re.sub(r"[^\n]", " ", match[0])

    def is_include_line(match):
        start = text.rfind("\n", 0, match.start()) + 1
        return re.match(r"\s*#\s*include\s*$", text[start:match.start()])

    return COMMENT_OR_STRING.sub(blank, text)


def folder_of(path):
    """actors/pool/curl/url.hpp -> pool/curl"""
    return "/".join(path.split("/")[1:-1])


def check_includes(path, code):
    layer = path.split("/")[0]
    for match in INCLUDE.finditer(code):
        line = code.count("\n", 0, match.start(2)) + 1
        quoted, name = match[1] == '"', match[2]
        first = name.split("/")[0]
        if layer in MAY_INCLUDE:
            is_own = quoted or (first in FOLDERS and "/" in name)
            if is_own and first not in MAY_INCLUDE[layer]:
                yield line, f"{layer}/ may not include {name}"
        if layer == "actors" and first == "actors":
            own, other = folder_of(path), folder_of(name)
            if other not in ("", own) and other not in ACTORS_MAY_INCLUDE.get(own, ()):
                yield line, f"actors/{own} may not include {name}"
        if first in LIBRARY_USERS and layer in LAYERS + ("tools", "examples"):
            allowed = LIBRARY_USERS[first] + LIBRARY_GUESTS.get(first, ())
            if not path.startswith(allowed):
                yield line, f"<{first}/...> may be included by {', '.join(allowed)} only"
        if name.startswith("caf/detail/") and path != CAF_INTERNALS:
            yield line, f"CAF's internals belong to {CAF_INTERNALS}"


def check_code(path, code):
    layer = path.split("/")[0]
    for match in re.finditer(r"\bcaf::detail\b", code):
        if path != CAF_INTERNALS:
            yield code.count("\n", 0, match.start()) + 1, f"caf::detail belongs to {CAF_INTERNALS}"
    if layer in LAYERS:
        for match in LOCK.finditer(code):
            yield code.count("\n", 0, match.start()) + 1, f"no locks in the library: {match[0]}"


def check_file(root, file):
    path = file.relative_to(root).as_posix()
    text = file.read_text(encoding="utf-8", errors="replace")
    lines = text.count("\n")
    if lines > MAX_LINES:
        yield f"{path}: {lines} lines, {MAX_LINES} are allowed"
    if file.suffix in (".cpp", ".hpp"):
        code = without_comments(text)
        for line, complaint in sorted({*check_includes(path, code), *check_code(path, code)}):
            yield f"{path}:{line}: {complaint}"


def violations(root):
    kinds = {".cpp", ".hpp", ".py", ".cmake", ".sh", ".txt"}
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in kinds and file.is_file():
                yield from check_file(root, file)


def main():
    root = Path(sys.argv[1]).resolve()
    if not (root / "include").is_dir():
        sys.exit(f"{root} is not this project: it has no include/")
    found = list(violations(root))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
