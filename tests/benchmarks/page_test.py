#!/usr/bin/env python3
"""Tests of the page of the benchmarks' figures.    page_test.py ROOT"""
import json
import re
import subprocess
import sys
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks" / "report"))

from catalogue import HEADLINES, LESS, MORE, SECTIONS  # noqa: E402
from page import Page, change, find, number, times  # noqa: E402

FACTS = {"date": "2026-11-23 10:00 UTC", "processor": "a processor", "cores": "2"}
VOID = {"meta", "rect", "col", "br"}


class Parsed(HTMLParser):
    """Elements, the texts of table rows, and whether all that opens is closed."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.rows, self.unbalanced = [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append("")

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        if "tr" in self.open and "title" not in self.open:
            self.rows[-1] += data

    def lengths(self, css):
        return [float(a["width"].rstrip("%")) for tag, a in self.elements
                if tag == "rect" and a["class"] == css and a["width"] != "100%"]


def remote(sdk, bare):
    return {"bench_remote": {"in_flight": {
        key: {"sdk_per_s": s, "bare_per_s": b} for key, s, b in zip(("1", "16"), sdk, bare)}}}


def page_of(figures, base=None, facts=None, base_facts=None):
    run = {"facts": facts or FACTS, "figures": figures}
    before = {"facts": base_facts or FACTS, "figures": base} if base is not None else None
    return Page(run, before).html()


class Numbers(unittest.TestCase):
    def test_numbers_have_three_digits(self):
        for value, text in ((1674321, "1,670,000"), (9012.4, "9,010"), (123.4, "123"), (23.45, "23.4"),
                            (0.567, "0.57"), (0, "0.00"), (-3.14, "-3.14"), (999.7, "1000")):
            self.assertEqual(number(value), text)

    def test_ratios_are_said_in_words(self):
        for value, text in ((0.744, "0.74 of it"), (1.4567, "1.46 times it"), (0.00233, "0.0023 of it")):
            self.assertEqual(times(value), text)

    def test_a_change_is_judged_by_what_is_better(self):
        self.assertEqual(change(120, 100, MORE), ("+20 %, better", "better"))
        self.assertEqual(change(120, 100, LESS), ("+20 %, worse", "worse"))
        self.assertEqual(change(80, 100, LESS), ("-20 %, better", "better"))
        self.assertEqual(change(104, 100, LESS), ("+4 %, as before", "same"))
        self.assertEqual(change(1, 0, MORE)[1], "unknown")
        self.assertEqual(change(1, None, MORE)[1], "unknown")

    def test_only_numbers_are_found(self):
        figures = {"a": {"b": 2, "text": "<b>", "yes": True}}
        self.assertEqual(find(figures, "a.b"), 2.0)
        for path in ("a", "a.c", "a.b.c", "a.text", "a.yes"):
            self.assertIsNone(find(figures, path))
        self.assertEqual(find(figures, 30.0), 30.0)


class Pages(unittest.TestCase):
    def test_bars_are_as_long_as_their_values(self):
        parsed = Parsed(page_of(remote((5000, 25000), (10000, 50000))))
        self.assertEqual(parsed.lengths("now"), [10.0, 50.0])
        self.assertEqual(parsed.lengths("limit"), [20.0, 100.0])
        self.assertIn("this run5,000 /s", parsed.rows)
        self.assertIn("bare libcurl50,000 /sours is 0.50 of it", parsed.rows)

    def test_a_tail_reaches_on_from_its_median(self):
        figures = {"bench_overlap": {"sleep": {"p50_ms": 3, "p99_ms": 12}}}
        parsed = Parsed(page_of(figures))
        self.assertEqual(parsed.lengths("now"), [10.0])
        self.assertEqual(parsed.lengths("now tail"), [40.0])
        self.assertEqual(parsed.lengths("limit"), [100.0])
        self.assertIn("this run3.00 msp99 12.0", parsed.rows)

    def test_an_earlier_run_stands_beside(self):
        parsed = Parsed(page_of(remote((20000,), (50000,)), remote((25000,), (40000,))))
        self.assertEqual(parsed.lengths("base"), [50.0])
        self.assertIn("this run20,000 /s-20 %, worse", parsed.rows)
        self.assertIn("earlier run25,000 /s", parsed.rows)

    def test_what_an_earlier_run_lacks_is_said(self):
        self.assertIn("this run20,000 /sno figure", Parsed(page_of(remote((20000,), (50000,)), {})).rows)

    def test_an_earlier_run_of_another_machine_is_said_to_differ(self):
        figures = remote((20000,), (50000,))
        self.assertNotIn("differs", page_of(figures, figures))
        other = page_of(figures, figures, base_facts=dict(FACTS, processor="another", date="yesterday"))
        self.assertIn("The earlier run differs in processor: compare", other)

    def test_a_run_without_some_figures_shows_the_others(self):
        html = page_of(remote((20000,), (50000,)))
        self.assertEqual(html.count("This run has no figures of it."), len(SECTIONS) - 1)
        self.assertIn("bare libcurl", html)

    def test_programs_that_the_page_does_not_know_are_listed(self):
        parsed = Parsed(page_of({"bench_new": {"per_second": {"one": 12, "words": "no"}}}))
        self.assertIn("per_second.one12.0", parsed.rows)

    def test_hostile_text_stays_text(self):
        hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
        html = page_of({hostile: {hostile: 1}, **remote((1,), (2,))}, remote((1,), (2,)),
                       facts={**FACTS, hostile: hostile, "date": hostile}, base_facts={"processor": hostile})
        parsed = Parsed(html)
        self.assertEqual([tag for tag, _ in parsed.elements if tag in ("script", "img")], [])
        self.assertIn("&lt;script&gt;", html)
        self.assertEqual(parsed.unbalanced, [])

    def test_values_that_no_bar_can_show_make_none(self):
        parsed = Parsed(page_of({"bench_overload": {"failed_answers": {"kept_mib": -3},
                                                    "reports": {"memory_mib": 0}}}))
        self.assertEqual(parsed.lengths("now"), [0.0, 0.0])

    def test_nothing_is_asked_of_a_network_and_nothing_runs(self):
        html = page_of(remote((1, 2), (3, 4)), remote((1, 2), (3, 4)))
        parsed = Parsed(html)
        self.assertEqual(parsed.unbalanced, [])
        self.assertEqual(parsed.open, [])
        for tag, attributes in parsed.elements:
            self.assertNotIn(tag, ("script", "link", "img", "iframe", "object"))
            for name, value in attributes.items():
                self.assertFalse(name.startswith("on") or name in ("src", "action"), name)
                self.assertTrue(name != "href" or value.startswith("#"), value)
        self.assertIsNone(re.search(r"https?:|url\(|@import", html))
        self.assertIn("prefers-color-scheme: dark", html)


class Command(unittest.TestCase):
    def run_in(self, folder, *more):
        return subprocess.run([sys.executable, "-B", ROOT / "benchmarks" / "report", folder, "--html",
                               Path(folder, "page.html"), *more], capture_output=True, text=True, check=False)

    def test_a_run_is_kept_and_compared_with(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "bench_remote.json").write_text(json.dumps(remote((5,), (9,))["bench_remote"]))
            Path(folder, "build.json").write_text('{"compiler": "GNU 12", "arguments": "--quick"}')
            kept = Path(folder, "run.json")
            made = self.run_in(folder, "--json", kept)
            self.assertEqual(made.returncode, 0, made.stderr)
            run = json.loads(kept.read_text())
            self.assertEqual(run["figures"], remote((5,), (9,)))
            self.assertEqual((run["facts"]["compiler"], run["facts"]["rounds"]), ("GNU 12", "few (--quick)"))
            self.assertRegex(run["facts"]["date"], r"^\d{4}-\d\d-\d\d \d\d:\d\d UTC$")
            self.assertEqual(self.run_in(folder, "--base", kept).returncode, 0)
            self.assertIn("earlier run", Path(folder, "page.html").read_text(encoding="utf-8"))

    def test_what_cannot_be_read_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("no bench_*.json in", self.run_in(folder).stderr)
            Path(folder, "other.json").write_text("[]")
            for base, says in (("other.json", "is no run"), ("missing.json", "missing.json")):
                refused = self.run_in(folder, "--base", Path(folder, base))
                self.assertEqual(refused.returncode, 1)
                self.assertIn(says, refused.stderr)
                self.assertNotIn("Traceback", refused.stderr)


class CheckedIn(unittest.TestCase):
    """docs/benchmarks.json is a real run: what the page looks for is what the benchmarks write."""
    run_of_docs = json.loads((ROOT / "docs" / "benchmarks.json").read_text(encoding="utf-8"))

    def test_every_figure_of_the_page_is_in_a_real_run(self):
        figures = self.run_of_docs["figures"]
        for section in SECTIONS:
            for row in (row for chart in section.charts for row in chart.rows):
                for path in filter(None, (row.path, row.tail, *(path for _, path in row.beside))):
                    self.assertIsNotNone(find(figures[section.program], path), f"{section.program}: {path}")
        for each in HEADLINES:
            self.assertIsNotNone(find(figures[each.program], each.path))

    def test_the_page_of_docs_is_that_of_its_figures(self):
        page = (ROOT / "docs" / "benchmarks.html").read_text(encoding="utf-8")
        self.assertEqual(page, Page(self.run_of_docs).html(),
                         "python3 -B benchmarks/report docs/benchmarks.json --html docs/benchmarks.html")


if __name__ == "__main__":
    unittest.main()
