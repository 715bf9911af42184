#!/usr/bin/env python3
"""The checks of this folder find what is wrong."""
import json
import tempfile
import unittest
from pathlib import Path

import check
import exposition

GOOD = """# HELP target_sdk_calls_total Calls.
# TYPE target_sdk_calls_total counter
target_sdk_calls_total{kind="offers",side="a\\"b"} 3
# HELP target_sdk_call_duration_seconds Time.
# TYPE target_sdk_call_duration_seconds histogram
target_sdk_call_duration_seconds_bucket{le="0.5"} 1
target_sdk_call_duration_seconds_bucket{le="+Inf"} 2
target_sdk_call_duration_seconds_sum 1.5
target_sdk_call_duration_seconds_count 2
# HELP target_sdk_calls_open Calls.
# TYPE target_sdk_calls_open gauge
target_sdk_calls_open 0
"""


class Exposition(unittest.TestCase):
    def test_a_good_text_has_no_faults(self):
        self.assertEqual(list(exposition.check(GOOD)), [])

    def test_faults_are_found(self):
        for old, new, complaint in (
                ("calls_open 0\n", "calls_open 0", "does not end"),
                ("# HELP target_sdk_calls_total Calls.\n", "", "no help"),
                ("calls_total", "calls", "end with _total"),
                ("duration_seconds", "duration_ms", "base units"),
                ('a\\"b"', 'a"b"', "malformed"),
                ("target_sdk_calls_open 0", "target_sdk_other 0", "malformed"),
                ("} 3\n", "} -3\n", "below 0"),
                ("calls_open 0\n", "calls_open 0\ntarget_sdk_calls_open 1\n", "twice"),
                ('le="0.5"} 1', 'le="0.5"} 3', "do not ascend"),
                ("_count 2", "_count 3", "not the count"),
                ("target_sdk_call_duration_seconds_sum 1.5\n", "", "no sum")):
            said = list(exposition.check(GOOD.replace(old, new)))
            self.assertTrue(any(complaint in each for each in said), f"{complaint}: {said}")


def panel(query, **more):
    return {"id": 1, "type": "timeseries", "title": "t", "description": "d",
            "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8}, "targets": [{"expr": query}], **more}


def complaints(*panels):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "dashboard.json")
        file.write_text(json.dumps({"panels": panels}))
        return list(check.check_dashboard(file, [GOOD]))


class Dashboard(unittest.TestCase):
    def test_good_queries_pass(self):
        for query in ('sum by (kind) (rate(target_sdk_calls_total{side="x"}[5m]))', "target_sdk_calls_open",
                      "histogram_quantile(0.9, sum by (le) (rate(target_sdk_call_duration_seconds_bucket[5m])))"):
            self.assertEqual(complaints(panel(query)), [])

    def test_faults_are_found(self):
        for query, complaint in (
                ("rate(target_sdk_call_total[5m])", "nobody exports target_sdk_call_total"),
                ("target_sdk_call_duration_seconds", "nobody exports"),
                ("target_sdk_calls_total", "wants a rate"),
                ('rate(target_sdk_calls_total{sides="x"}[5m])', "no label sides"),
                ("sum by (host) (rate(target_sdk_calls_total[5m]))", "no label host"),
                ("up", "no metric of ours")):
            said = complaints(panel(query))
            self.assertTrue(any(complaint in each for each in said), f"{complaint}: {said}")

    def test_panels_are_apart_and_explained(self):
        good = panel("target_sdk_calls_open")
        self.assertEqual(len(complaints(good, {**good, "id": 2})), 1)
        self.assertEqual(len(complaints(good, {**good, "gridPos": {"x": 12, "y": 0, "w": 12, "h": 8}})), 1)
        self.assertEqual(len(complaints({**good, "description": ""})), 1)


if __name__ == "__main__":
    unittest.main()
