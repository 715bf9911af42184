"""Writes the figures of a run as a page:  python3 benchmarks/report RUN --html PAGE [--json FILE] [--base FILE]

RUN is the folder with what the programs left, bench_NAME.json each and build.json; or a file in which --json
has kept a run. --base is such a file of an earlier run, to compare with.
"""
import argparse
import json
import sys
from pathlib import Path

from page import Page
from run_facts import facts_of_this_run, read_programs


def read_json(file):
    try:
        return json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        sys.exit(f"benchmarks/report: {file}: {problem}")


def read_run(file):
    run = read_json(file)
    parts = (run.get("facts"), run.get("figures")) if isinstance(run, dict) else ()
    if len(parts) != 2 or not all(isinstance(each, dict) for each in parts):
        sys.exit(f"benchmarks/report: {file} is no run that --json has kept")
    return run


def run_in(folder):
    build = read_json(folder / "build.json") if (folder / "build.json").exists() else {}
    run = {"facts": facts_of_this_run(Path(__file__).resolve().parents[2], build),
           "figures": read_programs(folder)}
    if not run["figures"]:
        sys.exit(f"benchmarks/report: no bench_*.json in {folder}")
    return run


def main():
    options = argparse.ArgumentParser(prog="benchmarks/report", description=__doc__.partition("\n")[0])
    options.add_argument("run", type=Path)
    options.add_argument("--html", required=True, type=Path)
    options.add_argument("--json", type=Path)
    options.add_argument("--base")
    given = options.parse_args()
    base = read_run(given.base) if given.base else None
    run = run_in(given.run) if given.run.is_dir() else read_run(given.run)
    if given.json:
        given.json.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    given.html.write_text(Page(run, base).html(), encoding="utf-8")
    print(f"The figures as a page: {given.html}")


if __name__ == "__main__":
    main()
