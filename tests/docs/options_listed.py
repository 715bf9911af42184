#!/usr/bin/env python3
"""Checks that docs/guides/options.md lists every option: members in C++, names of targetctl.

    options_listed.py ROOT
"""
import re
import sys
from pathlib import Path

PREFIXES = {"proxy_options": "pool.proxy.", "tls_options": "pool.tls.", "pool_options": "pool.",
            "retry_options": "retry.", "breaker_options": "breaker.", "header_options": "headers.",
            "artifact_options": "artifact.", "notification_options": "notifications.",
            "outbox_options": "outbox.", "platform_options": "platform.", "client_options": ""}
GROUPS = {"headers", "pool.proxy", "pool.tls", "pool", "retry", "breaker", "artifact", "notifications",
          "outbox", "platform", "logger"}
MEMBER = re.compile(r"^  [\w:<>, ]+?\s(\w+)(?: =|\{)", re.MULTILINE)


def members(header):
    for struct, body in re.findall(r"^struct (\w+) \{\n(.*?)^\};", header, re.DOTALL | re.MULTILINE):
        for name in MEMBER.findall(body):
            if PREFIXES[struct] + name not in GROUPS:
                yield PREFIXES[struct] + name


def main():
    root = Path(sys.argv[1])
    read = lambda path: (root / path).read_text(encoding="utf-8")
    listed = set(re.findall(r"`([\w.]+)`", read("docs/guides/options.md")))
    wanted = {*members(read("include/target_sdk/client_options.hpp")),
              *re.findall(r'option\("([\w.]+)"', read("tools/targetctl/client_option_table.cpp"))}
    missing = sorted(wanted - listed)
    print(f"{len(wanted)} options and names, not listed: {missing or 'none'}")
    return 0 if len(wanted) > 60 and not missing else 1


if __name__ == "__main__":
    sys.exit(main())
