"""One HTML page of a run's figures: no script, no request, light and dark."""
import json
from html import escape
from pathlib import Path

from catalogue import HEADLINES, MORE, SECTIONS

SAME_PERCENT = 5  # A change below this is noise.
OTHER_MACHINE = ("processor", "cores", "system", "compiler", "build", "rounds")

COLUMNS = '<colgroup><col class="what"><col><col class="numbers"><col class="notes"></colgroup>'


def find(figures, path):
    """The number at a path with dots; a number is itself; None: there is none."""
    if not isinstance(path, str):
        return path
    for name in path.split("."):
        figures = figures.get(name) if isinstance(figures, dict) else None
    is_number = isinstance(figures, (int, float)) and not isinstance(figures, bool)
    return float(figures) if is_number else None


def number(value):
    """Three digits, thousands apart."""
    size = abs(value)
    if size >= 1000:
        digits = len(f"{size:.0f}")
        return f"{round(value, 3 - digits):,.0f}"
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def times(value):
    """A ratio: two digits at least, as 0.74 of it, 1.46 times it, 0.0023 of it."""
    if value >= 1:
        return f"{number(value)} times it"
    return (f"{value:.2f}" if value >= 0.1 else f"{value:.2g}") + " of it"


def change(now, before, better):
    """The words and the class of a change against the base."""
    if before is None or before <= 0:
        return "no figure", "unknown"
    percent = (now / before - 1) * 100
    words = f"{percent:+.0f} %" if abs(percent) < 1000 else f"{now / before:.0f} times"
    if abs(percent) < SAME_PERCENT:
        return f"{words}, as before", "same"
    is_better = (percent > 0) == (better == MORE)
    return f"{words}, {'better' if is_better else 'worse'}", "better" if is_better else "worse"


def bar(kind, value, most, title, tail=None):
    """A bar whose length is the value's part of `most`; a tail reaches on, in a lighter colour."""
    def rect(of, css):
        part = max(0.0, min(1.0, of / most)) * 100 if most > 0 else 0
        return f'<rect class="{css}" width="{part:.2f}%" height="100%" rx="2"/>'
    further = rect(tail, f"{kind} tail") if tail is not None else ""
    return (f'<svg class="bar" role="img" width="100%" aria-label="{escape(title)}">'
            f'<title>{escape(title)}</title>{further}{rect(value, kind)}</svg>')


class Page:
    def __init__(self, run, base=None):
        self.run, self.base = run, base

    def figures(self, program):
        return self.run["figures"].get(program, {})

    def base_figures(self, program):
        return self.base["figures"].get(program, {}) if self.base else {}

    def values_of(self, section, row):
        """(kind, name, value, tail) of each bar of a row that has one."""
        now, before = self.figures(section.program), self.base_figures(section.program)
        yield "now", "this run", find(now, row.path), find(now, row.tail) if row.tail else None
        if self.base:
            yield "base", "earlier run", find(before, row.path), find(before, row.tail) if row.tail else None
        for position, (name, path) in enumerate(row.beside):
            yield ("limit" if position == 0 else "other"), name, find(now, path), None

    def row(self, section, chart, row, most):
        values = [each for each in self.values_of(section, row) if each[2] is not None]
        if not values or values[0][0] != "now":
            return ""
        now = values[0][2]
        lines = []
        for kind, name, value, tail in values:
            said = f"{number(value)} {chart.unit}"
            if tail is not None:
                said += f", 99th percentile {number(tail)} {chart.unit}"
            note = ""
            if kind in ("limit", "other") and value > 0:
                note = f"ours is {times(now / value)}"
            elif kind == "now" and self.base:
                words, css = change(now, find(self.base_figures(section.program), row.path), chart.better)
                note = f'<span class="chip {css}">{escape(words)}</span>'
            lines.append(
                f'<tr class="{kind}"><th scope="row">{escape(name)}</th>'
                f'<td class="picture">{bar(kind, value, most, f"{name}: {said}", tail)}</td>'
                f'<td class="figure">{number(value)} <span class="unit">{escape(chart.unit)}</span>'
                + (f'<span class="p99">p99 {number(tail)}</span>' if tail is not None else "")
                + f'</td><td class="note">{note}</td></tr>')
        return (f'<tbody><tr class="name"><th scope="rowgroup" colspan="4">{escape(row.name)}</th></tr>'
                + "".join(lines) + "</tbody>")

    def chart(self, section, chart):
        sizes = [size for row in chart.rows for _, _, value, tail in self.values_of(section, row)
                 for size in (value, tail) if size is not None]
        made = "".join(self.row(section, chart, row, max(sizes, default=0)) for row in chart.rows)
        if not made:
            return ""
        return (f'<figure><figcaption>{escape(chart.name)} <span class="direction">{chart.better}</span>'
                f"</figcaption><table>{COLUMNS}{made}</table></figure>")

    def section(self, section):
        charts = "".join(self.chart(section, each) for each in section.charts)
        if not charts:
            charts = '<p class="missing">This run has no figures of it.</p>'
        return (f'<section id="{section.program}"><h2>{escape(section.name)}</h2><p class="how">'
                f"{escape(section.how)} <code>{section.program}</code></p>"
                f'<div class="charts">{charts}</div></section>')

    def unknown_programs(self):
        known = {each.program for each in SECTIONS}
        made = []
        for program, figures in self.run["figures"].items():
            if program not in known:
                lines = "".join(f"<tr><th scope='row'>{escape(name)}</th><td class='figure'>"
                                f"{number(value)}</td></tr>" for name, value in flat(figures))
                made.append(f"<section><h2>{escape(program)}</h2><table class='plain'>{lines}</table></section>")
        return "".join(made)

    def headlines(self):
        made = []
        for each in HEADLINES:
            figures = self.figures(each.program)
            value, by = find(figures, each.path), find(figures, each.by) if each.by else 1.0
            if value is not None and by:
                made.append(f'<a href="#{each.program}"><b>{number(value / by)}<small> {each.unit}</small></b>'
                            f"<span>{escape(each.says)}</span></a>")
        return f'<div class="headlines">{"".join(made)}</div>' if made else ""

    def facts(self):
        runs = [("This run", self.run)] + ([("Earlier run", self.base)] if self.base else [])
        names = list(dict.fromkeys(name for _, run in runs for name in run["facts"]))
        head = "<tr><td></td>" + "".join(f"<th scope='col'>{name}</th>" for name, _ in runs) + "</tr>"
        lines = "".join(
            f"<tr><th scope='row'>{escape(name)}</th>"
            + "".join(f"<td>{escape(str(run['facts'].get(name, '')))}</td>" for _, run in runs) + "</tr>"
            for name in names)
        warning = ""
        if self.base:
            differs = [name for name in OTHER_MACHINE
                       if self.run["facts"].get(name) != self.base["facts"].get(name)]
            if differs:
                warning = (f"<p class='warning'>The earlier run differs in {', '.join(differs)}: compare what "
                           "each run says of its own limits, not its figures with each other.</p>")
        return f'<table class="facts">{head if self.base else ""}{lines}</table>{warning}'

    def legend(self):
        def key(kind, words):
            return f'<li><svg class="key" aria-hidden="true"><rect class="{kind}" width="100%" height="100%"/></svg>{words}</li>'
        keys = [key("now", "this run (median)"), key("now tail", "its 99th percentile")]
        if self.base:
            keys.append(key("base", "earlier run"))
        keys += [key("limit", "the limit, or what else would be done, measured in the same run"),
                 key("other", "another way to do it")]
        noise = f"<p>Changes below {SAME_PERCENT} % say nothing.</p>" if self.base else ""
        return f'<ul class="legend">{"".join(keys)}</ul>{noise}'

    def html(self):
        css = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
        all_figures = escape(json.dumps(self.run["figures"], indent=1))
        date = escape(str(self.run["facts"].get("date", "")))
        return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>target-cpp-sdk: benchmarks, {date}</title>
<style>
{css}</style>
<header><h1>Benchmarks of target-cpp-sdk</h1>
<p>Each figure stands beside the limit of the same machine, measured in the same minutes. Figures differ
between machines; what part of the limit is reached carries over.</p>
{self.headlines()}
{self.facts()}
{self.legend()}
</header>
<main>
{"".join(self.section(each) for each in SECTIONS)}
{self.unknown_programs()}
<details><summary>All figures, as JSON</summary><pre>{all_figures}</pre></details>
</main>
</html>
"""


def flat(figures, before=""):
    """(path, number) of all numbers."""
    if isinstance(figures, dict):
        for name, value in figures.items():
            yield from flat(value, f"{before}.{name}" if before else name)
    elif isinstance(figures, (int, float)):
        yield before, float(figures)
