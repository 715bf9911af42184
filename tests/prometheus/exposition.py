"""Prometheus' text format, version 0.0.4: reading it, and what is wrong with it."""
import re

SERIES = re.compile(r'^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)$')
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
NOT_BASE_UNITS = re.compile(r"_(ms|milliseconds|microseconds|us|ns|nanoseconds|minutes|hours|kb|mb|kib|mib|percent)(_|$)",
                            re.IGNORECASE)
HISTOGRAM_PARTS = ("_bucket", "_sum", "_count")


class Family:
    def __init__(self, name):
        self.name, self.type, self.help, self.series = name, None, None, []

    def labels(self):
        return {label for _, labels, _ in self.series for label, _ in labels if label != "le"}


def read_labels(text):
    """As pairs; None: malformed."""
    labels, at = [], 0
    while at < len(text):
        match = LABEL.match(text, at)
        if not match:
            return None
        labels.append((match[1], match[2]))
        at = match.end()
    return labels


def family_of(name, families):
    for part in HISTOGRAM_PARTS:
        base = name[:-len(part)]
        if name.endswith(part) and base in families and families[base].type == "histogram":
            return families[base]
    return families.get(name)


def read(text):
    """The families by name, and complaints about lines."""
    families, complaints = {}, []
    if not text.endswith("\n"):
        complaints.append("the last line does not end")
    for line in text.splitlines():
        if line.startswith(("# HELP ", "# TYPE ")):
            _, kind, name, rest = (line + " ").split(" ", 3)
            family = families.setdefault(name, Family(name))
            setattr(family, "help" if kind == "HELP" else "type", rest.strip())
            continue
        match = SERIES.match(line)
        labels = read_labels(match[2] or "") if match else None
        family = family_of(match[1], families) if match else None
        if labels is None or family is None:
            complaints.append(f"malformed, or of no family: {line}")
            continue
        family.series.append((match[1], labels, float(match[3])))
    return families, complaints


def check_histogram(family):
    groups = {}
    for name, labels, value in family.series:
        key = tuple(pair for pair in labels if pair[0] != "le")
        bounds = [float(bound) for label, bound in labels if label == "le"]
        part = groups.setdefault(key, {"buckets": []})
        if bounds:
            part["buckets"].append((bounds[0], value))
        else:
            part[name[len(family.name):]] = value
    for key, part in groups.items():
        buckets = part["buckets"]
        if buckets != sorted(buckets) or [c for _, c in buckets] != sorted(c for _, c in buckets):
            yield f"{family.name} {key}: buckets do not ascend"
        if not buckets or buckets[-1][0] != float("inf") or buckets[-1][1] != part.get("_count"):
            yield f"{family.name} {key}: the last bucket is not the count"
        if "_sum" not in part:
            yield f"{family.name} {key}: no sum"


def check(text):
    """What is wrong with a text, one line each."""
    families, complaints = read(text)
    yield from complaints
    for family in families.values():
        if not family.help or family.type not in ("counter", "gauge", "histogram"):
            yield f"{family.name}: no help, or no type"
        if (family.type == "counter") != family.name.endswith("_total"):
            yield f"{family.name}: counters end with _total, and nothing else does"
        if NOT_BASE_UNITS.search(family.name):
            yield f"{family.name}: not in base units"
        series = [(name, tuple(sorted(labels))) for name, labels, _ in family.series]
        if len(series) != len(set(series)):
            yield f"{family.name}: a series is there twice"
        if family.type == "counter" and any(value < 0 for _, _, value in family.series):
            yield f"{family.name}: a counter below 0"
        if family.type == "histogram":
            yield from check_histogram(family)
