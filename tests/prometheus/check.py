#!/usr/bin/env python3
"""Checks what we offer to Prometheus:  check.py WHAT ROOT SAMPLE TARGETCTL

    exposition   the text of a sample of figures, and that of a local edge, in its rules
    promtool     the same, and all queries, by Prometheus' own tool; status 77 without it
    dashboard    every metric and label of the dashboard is in these texts, and the guide names all of them

Prints one line per complaint; exits 1 if there is one.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import exposition

DASHBOARD, GUIDE = "examples/grafana/target-sdk.json", "docs/guides/prometheus.md"
NAME = re.compile(r"\btarget_(?:sdk|edge)_\w+")
SELECTOR = re.compile(r"(\btarget_(?:sdk|edge)_\w+)\{([^}]*)\}")
GROUPS = re.compile(r"\b(?:by|without) \(([^)]*)\)")


def sample_text(program):
    return subprocess.run([program], check=True, capture_output=True, text=True, timeout=30).stdout


def ask(url, body=None, method=None):
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as refused:
        return "", str(refused.code)


def edge_text(root, targetctl):
    """What an edge offers after calls that were answered, refused, and met a fault."""
    command = [targetctl, "edge", "--artifact", root / "examples/artifacts/shop.json", "--listen", "127.0.0.1:0",
               "--fault", "503:0.5", "--seed", "7"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as edge:
        try:
            url = next(line for line in edge.stderr if line.startswith("listening on")).split()[-1]
            call = {"context": {"channel": "web"}, "execute": {"mboxes": [{"index": 0, "name": "hero"}]}}
            for _ in range(20):
                ask(f"{url}/rest/v1/delivery?imsOrgId=o&sessionId=s", json.dumps(call).encode())
            ask(f"{url}/rules.json")
            ask(f"{url}/nowhere")
            kind, text = ask(f"{url}/metrics")
            if not kind.startswith("text/plain; version=0.0.4"):
                sys.exit(f"the edge offers {kind}")
            return text
        finally:
            edge.terminate()


def check_dashboard(file, texts):
    """Complaints about a dashboard: what it shows must be in the texts."""
    try:
        dashboard = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:
        yield f"no JSON: {problem}"
        return
    families = {}
    for text in texts:
        families.update(exposition.read(text)[0])
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    if len({panel["id"] for panel in dashboard["panels"]}) != len(dashboard["panels"]):
        yield "two panels have the same id"
    taken = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}
        if cells & taken or place["x"] + place["w"] > 24:
            yield f"{panel['title']}: lies over another one, or beyond the edge"
        taken |= cells
        if not panel.get("targets") or not panel.get("description"):
            yield f"{panel['title']}: shows nothing, or does not say what"
        for target in panel.get("targets", ()):
            yield from (f"{panel['title']}: {each}" for each in check_query(target["expr"], families))


def check_guide(file, text):
    """Complaints about the table of names in the guide: it has what a client exports, and no more."""
    guide = file.read_text(encoding="utf-8")
    table = guide.partition("## Names")[2].partition("\n\n|")[2].partition("\n\n")[0]
    told = {name for line in ("|" + table).splitlines() for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    families, _ = exposition.read(text)
    exported = {name.removeprefix("target_sdk_") for name in families}
    yield from (f"{file.name}: does not tell {name}" for name in sorted(exported - told))
    yield from (f"{file.name}: nobody exports {name}" for name in sorted(told - exported))
    for name in NAME.findall(guide):
        if name.startswith("target_sdk_") and exposition.family_of(name, families) is None:
            yield f"{file.name}: nobody exports {name}"


def check_query(query, families):
    used = NAME.findall(query)
    if not used:
        yield f"no metric of ours in {query}"
    known_labels = {"le", "instance", "job"}
    for name in used:
        family = exposition.family_of(name, families)
        if family is None or (family.type == "histogram" and name == family.name):
            yield f"nobody exports {name}"
        else:
            known_labels |= family.labels()
            if family.type == "counter" and f"{name}" in re.sub(r"(rate|increase)\([^)]*\)", "", query):
                yield f"{name} is a counter: it wants a rate"
    for name, selector in SELECTOR.findall(query):
        for label in re.findall(r"(\w+)\s*(?:=~|!=|!~|=)", selector):
            if label not in known_labels:
                yield f"{name} has no label {label}"
    for group in GROUPS.findall(query):
        for label in filter(None, (each.strip() for each in group.split(","))):
            if label not in known_labels:
                yield f"no label {label} in {query}"


def find_promtool(root):
    own = root / ".cache/promtool/usr/bin/promtool"
    return shutil.which("promtool") or (str(own) if own.exists() else None)


def check_promtool(root, texts):
    promtool = find_promtool(root)
    if not promtool:
        print("Skipped: promtool is missing. `make deps-promtool` fetches it.", file=sys.stderr)
        sys.exit(1 if os.environ.get("TARGET_SDK_REQUIRE_PROMTOOL") else 77)
    for text in texts:
        said = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True,
                              timeout=30, check=False)
        if said.returncode != 0 or said.stderr.strip():
            yield said.stderr + said.stdout
    with tempfile.NamedTemporaryFile("w", suffix=".json") as rules:
        json.dump({"groups": [{"name": "queries", "rules": [
            {"record": f"query_{at}", "expr": query} for at, query in enumerate(all_queries(root))]}]}, rules)
        rules.flush()
        said = subprocess.run([promtool, "check", "rules", rules.name], capture_output=True, text=True,
                              timeout=30, check=False)
        if said.returncode != 0:
            yield said.stderr + said.stdout


def all_queries(root):
    """Those of the dashboard, with values for Grafana's variables, and the alerts of the guide."""
    for panel in json.loads((root / DASHBOARD).read_text(encoding="utf-8"))["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"].replace("$__rate_interval", "5m").replace("$instance", ".+")
    guide = (root / GUIDE).read_text(encoding="utf-8")
    for line in guide.partition("worth an alert")[2].partition("```text\n")[2].partition("```")[0].splitlines():
        yield line.partition("#")[0].strip()


def main():
    what, root, sample, targetctl = sys.argv[1], Path(sys.argv[2]).resolve(), *sys.argv[3:5]
    texts = [sample_text(sample), edge_text(root, targetctl)]
    if what == "exposition":
        found = [complaint for text in texts for complaint in exposition.check(text)]
    elif what == "dashboard":
        found = list(check_dashboard(root / DASHBOARD, texts))
        found += check_guide(root / GUIDE, texts[0])
    else:
        found = list(check_promtool(root, texts))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(found)} complaints")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
