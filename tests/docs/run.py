#!/usr/bin/env python3
"""Tests one document: compiles nothing, runs everything. See README.md.

    run.py ROOT DOCUMENT --targetctl FILE --fragments PROGRAM [--program PROGRAM]... [--in-path FILE]...
"""
import argparse
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from documents import broken_links, joined, read_document

RULES = "examples/artifacts/shop.json"
DEADLINE = 60  # Seconds for each program; generous, because machines are busy.
LOOPBACK = re.compile(r"127\.0\.0\.1:(\d{4,5})")

SHELL_PRELUDE = """
set -e
sleep() {
  command sleep "$@"
  for port in $servers; do
    until (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null; do command sleep 0.1; done
  done
}
trap 'echo "failed: the commands at line $line" >&2' ERR
"""


def matches(shown, printed):
    """Whether `printed` is what a text block shows; `...` stands for anything."""
    pattern = ""
    for line in shown.rstrip().splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + r"[ \t]*\n"
    return re.fullmatch(pattern, printed.rstrip() + "\n") is not None


class Failures(list):
    def add(self, document, line, what):
        self.append(f"{document.path}:{line}: {what}")

    def compare(self, document, block, printed):
        if block.output and not matches(block.output.code, printed):
            self.add(document, block.output.line, f"shows\n{block.output.code}but printed was\n{printed}")


@contextlib.contextmanager
def process(command, **options):
    """A process in a group of its own, which ends with the block."""
    started = subprocess.Popen(command, text=True, start_new_session=True, **options)
    try:
        yield started
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGTERM)
        started.wait()


@contextlib.contextmanager
def local_edge(targetctl, root):
    """HOST:PORT of a local edge."""
    command = [targetctl, "edge", "--artifact", str(root / RULES), "--listen", "127.0.0.1:0"]
    with process(command, stderr=subprocess.PIPE) as server:
        for line in server.stderr:
            if found := re.search(r"listening on http://(\S+)", line):
                yield found[1]
                return
        raise RuntimeError("the local edge did not start")


def run_fragments(document, program, server, failures):
    done = subprocess.run([program, document.path, server], capture_output=True, text=True,
                          timeout=DEADLINE, check=False)
    if done.returncode != 0:
        failures.append(done.stderr or f"{document.path}: fragments ended with {done.returncode}")
    parts = re.split(r"^=== .*:(\d+)\n", done.stdout, flags=re.MULTILINE)
    printed = dict(zip(map(int, parts[1::2]), parts[2::2]))
    for block in document.fragments:
        if block.place == "namespace":
            continue
        if block.line not in printed:
            failures.add(document, block.line, "was not run; build again")
        failures.compare(document, block, printed.get(block.line, ""))


def run_programs(document, programs, arguments, failures):
    if len(programs) != len(document.programs):
        failures.append(f"{document.path}: {len(programs)} programs were built; configure again")
    for block, program in zip(document.programs, programs):
        done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=DEADLINE,
                              check=False)
        if done.returncode != 0:
            failures.add(document, block.line, f"ended with {done.returncode}: {done.stderr}")
        failures.compare(document, block, done.stdout)


class Ports:
    """Free ports in the place of those that a document shows."""

    def __init__(self):
        self.free = {}

    def replace(self, text):
        return LOOPBACK.sub(lambda match: "127.0.0.1:" + self.free_for(match[1]), text)

    def free_for(self, port):
        if port not in self.free:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.free[port] = str(probe.getsockname()[1])
        return self.free[port]


def shell_script(blocks, ports, outputs):
    script = SHELL_PRELUDE
    for block in blocks:
        code = ports.replace(block.code)
        servers = re.findall(r"--listen[ =]127\.0\.0\.1:(\d+)", joined(code))
        script += (f"line={block.line}\nservers='{' '.join(servers)}'\n"
                   f"exec >'{outputs / str(block.line)}'\n{code}\n")
    return script


def run_shell(document, tools, root, failures):
    blocks = [block for block in document.blocks if block.language == "sh" and block.is_run]
    if not blocks:
        return
    ports = Ports()
    with tempfile.TemporaryDirectory() as folder:
        work, outputs = Path(folder) / "work", Path(folder) / "outputs"
        work.mkdir()
        outputs.mkdir()
        (work / "examples").symlink_to(root / "examples")
        for block in document.blocks:
            if "file" in block.comments:
                (work / block.comments["file"]).write_text(ports.replace(block.code), encoding="utf-8")
        folders = [str(tool.parent) for tool in tools]
        environment = {**os.environ, "PATH": ":".join([*folders, os.environ["PATH"]])}
        errors = (Path(folder) / "errors").open("w+", encoding="utf-8")
        with errors, process(["bash", "-c", shell_script(blocks, ports, outputs)], cwd=work,
                             env=environment, stdin=subprocess.DEVNULL, stderr=errors) as shell:
            if shell.wait(timeout=DEADLINE) != 0:
                errors.seek(0)
                failures.append(f"{document.path}: {errors.read()}")
        for block in blocks:
            file = outputs / str(block.line)
            failures.compare(document, block, file.read_text(encoding="utf-8") if file.exists() else "")


def find_parts(document, root, failures):
    for block in document.blocks:
        if "part of" not in block.comments:
            continue
        file = root / block.comments["part of"]
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        rest = iter(lines)
        if not all(line.strip() in rest for line in block.code.splitlines() if line.strip()):
            failures.add(document, block.line, f"is no part of {block.comments['part of']}")


def absolute(path):
    """Programs are started in other folders, too."""
    return Path(path).absolute()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("root", type=absolute)
    arguments.add_argument("document")
    arguments.add_argument("--targetctl", type=absolute, required=True)
    arguments.add_argument("--fragments", type=absolute, required=True)
    arguments.add_argument("--program", type=absolute, action="append", default=[])
    arguments.add_argument("--in-path", type=absolute, action="append", default=[])
    given = arguments.parse_args()

    document, failures = read_document(given.root, given.document), Failures()
    for line, what in document.offences:
        failures.add(document, line, what)
    failures += [f"{document.path}: link to {link}, which is not there"
                 for link in broken_links(given.root, given.document)]
    find_parts(document, given.root, failures)
    if document.fragments or document.programs:
        with local_edge(given.targetctl, given.root) as server:
            if document.fragments:
                run_fragments(document, given.fragments, server, failures)
            run_programs(document, given.program, [server, given.root / RULES], failures)
    run_shell(document, [given.targetctl, *given.in_path], given.root, failures)
    print(*failures, sep="\n")
    print(f"{document.path}: {len(document.blocks)} blocks, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
