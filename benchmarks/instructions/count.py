#!/usr/bin/env python3
"""count.py PROGRAM: instructions per call of each kind, by library and by room of the project.

Runs `PROGRAM KIND COUNT` under callgrind with two counts: their difference, divided, is one call. Valgrind runs
one thread at a time, but waiting and the order of events differ a little from run to run: remote calls are
good to about 1 %, decisions to the last digit. Rooms are told apart by source files: PROGRAM needs line
numbers (-g1).
"""
import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
# kind: (few, many) calls. The few are past all growing of buffers.
KINDS = {
    "bare_64_in_flight": (500, 1500),
    "remote_64_in_flight": (500, 1500),
    "bare_1_in_flight": (300, 900),
    "remote_1_in_flight": (300, 900),
    "page": (100, 300),
    "scoped_ask": (1000, 4000),
    "two_mboxes": (1000, 4000),
    "page_load": (1000, 4000),
    "all_views": (1000, 4000),
    "large_one_mbox": (1000, 4000),
}
FLAGS = ["--tool=callgrind", "--fair-sched=yes", "--quiet"]


def own_costs(text):
    """Instructions by (library, file, function), without those of functions called."""
    names = {"ob": {}, "fl": {}, "fn": {}}
    library = file = function = "?"
    costs = collections.Counter()
    of_callee = False

    def name(kind, spec):
        number, _, given = spec.partition(" ")
        if given:
            names[kind][number] = given
        return names[kind].get(number, spec)

    for line in text:
        key, equals, spec = line.partition("=")
        if equals:
            if key == "ob":
                library = name("ob", spec)
            elif key in ("fl", "fi", "fe"):
                file = name("fl", spec)
            elif key == "fn":
                function = name("fn", spec)
            elif key == "cob":
                name("ob", spec)
            elif key in ("cfi", "cfl"):
                name("fl", spec)
            elif key == "cfn":
                name("fn", spec)
            elif key == "calls":
                of_callee = True
        elif re.match(r"[0-9+*-]", line):
            if not of_callee:
                costs[library, file, function] += int(line.split()[1])
            of_callee = False
    return costs


def count(program, kind, calls, folder):
    out = pathlib.Path(folder) / f"{kind}.{calls}"
    subprocess.run(["valgrind", *FLAGS, f"--callgrind-out-file={out}", program, kind, str(calls)], check=True)
    text = out.read_text(errors="replace").splitlines()
    costs = own_costs(text)
    said = next(int(line.split()[1]) for line in text if line.startswith("totals: "))
    if costs.total() != said:
        sys.exit(f"{out}: {said} instructions, of which {costs.total()} were understood")
    return costs


def library_of(path):
    return re.sub(r"\.so.*", "", pathlib.PurePath(path).name)


def room_of(path):
    """Where a line of our program comes from: a folder of the project, or a library's header."""
    for part, room in (("rapidjson/", "RapidJSON"), ("/c++/", "the standard library"), ("/caf/", "CAF's headers")):
        if part in path:
            return room
    inside = pathlib.PurePath(os.path.normpath(path))
    if inside.is_absolute():
        if not inside.is_relative_to(PROJECT):
            return "other"
        inside = inside.relative_to(PROJECT)
    parts = [part for part in inside.parts if part != ".."][:-1]
    return "/".join(parts[:2] if parts[:1] == ["actors"] else parts[:1]) or "other"


def measure(program, kind, folder):
    few, many = KINDS[kind]
    first, second = (count(program, kind, calls, folder) for calls in (few, many))
    second.subtract(first)
    each = {place: cost / (many - few) for place, cost in second.items()}
    ours = pathlib.PurePath(program).name
    libraries, rooms, functions = (collections.Counter() for _ in range(3))
    for (library, file, function), cost in each.items():
        where = library_of(library)
        libraries["ours" if where == ours else where] += cost
        functions[f"{where}: {function}"] += cost
        if where == ours:
            rooms[room_of(file)] += cost
    return {"total": sum(libraries.values()), "libraries": libraries, "rooms": rooms, "functions": functions}


def table(title, counts, least, top=12):
    print(f"  {title}: " + ", ".join(f"{name} {cost:,.0f}" for name, cost in counts.most_common(top) if cost >= least))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("program")
    arguments.add_argument("--json", type=pathlib.Path)
    arguments.add_argument("--quick", action="store_true", help="without pages and the calls one by one")
    arguments.add_argument("--kind", action="append", choices=KINDS, help="only these")
    arguments.add_argument("--functions", type=int, default=0, metavar="N", help="show the N costliest functions")
    given = arguments.parse_args()
    kinds = given.kind or [kind for kind in KINDS
                           if not (given.quick and ("_1_" in kind or kind == "page"))]
    figures = {}
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            seen = measure(given.program, kind, folder)
        print(f"{kind}: {seen['total']:,.0f} instructions a call", flush=True)
        table("by library", seen["libraries"], seen["total"] / 500)
        table("ours by room", seen["rooms"], seen["total"] / 500)
        for function, cost in seen["functions"].most_common(given.functions):
            print(f"  {cost:12,.0f}  {function[:150]}")
        figures[kind] = {"instructions": round(seen["total"]),
                         **{part: {name: round(cost) for name, cost in seen[part].most_common() if cost >= 1}
                            for part in ("libraries", "rooms")}}
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
