"""What is known of a run besides its figures: the machine, the build, the commit, the date."""
import json
import os
import platform
import subprocess
from datetime import datetime, timezone
from pathlib import Path


def first_value(file, name):
    """Of the first line `name: value` in a file of /proc."""
    try:
        for line in Path(file).read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith(name):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return ""


def system_name():
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        return platform.system()


def commit_of(root):
    def git(*arguments):
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True,
                              check=True).stdout.strip()
    try:
        changed = git("status", "--porcelain", "--untracked-files=no")
        return git("rev-parse", "--short=12", "HEAD") + (", with changes" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def memory():
    kibibytes = first_value("/proc/meminfo", "MemTotal").split(" ")[0]
    return f"{int(kibibytes) / (1 << 20):.1f} GiB" if kibibytes.isdigit() else ""


def facts_of_this_run(root, build):
    """In the order of the page; what is unknown is left out. `build`: what CMake says of the programs."""
    facts = {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": first_value("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": str(os.cpu_count() or ""),
        "memory": memory(),
        "system": ", ".join(filter(None, (system_name(), f"{platform.system()} {platform.release()}"))),
        "compiler": build.get("compiler", ""),
        "build": build.get("type", ""),
        "rounds": "few (--quick)" if "--quick" in build.get("arguments", "") else "all",
        "commit": commit_of(root),
    }
    return {name: value for name, value in facts.items() if value}


def read_programs(folder):
    """The figures of all programs that left a file in the folder, by the program's name."""
    figures = {}
    for file in sorted(Path(folder).glob("bench_*.json")):
        figures[file.stem] = json.loads(file.read_text(encoding="utf-8"))
    return figures
