#!/usr/bin/env python3
"""The tests of the documentation can fail: each rule, broken once."""
import unittest
from pathlib import Path

from documents import Document, broken_links
from generate import sources
from run import Failures, find_parts, matches


def offences(text):
    return [what for _, what in Document("a.md", text).offences]


BROKEN = [
    # document, a part of the complaint
    ("```\nx\n```\n", "unknown language ''"),
    ("```python\nx\n```\n", "unknown language 'python'"),
    ("~~~cpp\nx\n~~~\n", "fenced by ```"),
    ("  ```cpp\nx\n  ```\n", "fenced by ```"),
    ("Text:\n\n    int x = 1;\n", "indented code"),
    ("```cpp\nint x = 1;\n```\n", "a program with a main, or says its wrapper"),
    ("<!-- wrap: in a function -->\n```cpp\nint main() {}\n```\n", "a program with a main, or"),
    ("<!-- wrap: in a tree -->\n```cpp\nint x = 1;\n```\n", "unknown wrapper"),
    ("<!-- wrap: in a function -->\ntext\n```cpp\nint x;\n```\n", "belongs to no block"),
    ("<!-- skip -->\n```cpp\nint main() {}\n```\n", "unknown comment"),
    ("```cpp\nint main() {}\n```\n<!-- check: true -->\n", "checks belong to wrapped blocks"),
    ("<!-- check: true -->\n", "a check needs a block above"),
    ("```text\nx\n```\n", "the output of a block above it"),
    ("<!-- not run: why -->\n```sh\nls\n```\n```text\nx\n```\n", "the output of a block above it"),
    ("```json\n{\n```\n", "no JSON"),
    ("```cmake\nproject(x)\n```\n", "'part of' a file"),
    ("```sh\ntargetctl edge \\\n  --artifact a.json &\n```\n", "says where it listens"),
    ("```sh\nls\n", "does not end"),
]

FINE = """
- a list

    of paragraphs

```cpp
int main() {}
```

```text
...
```

<!-- wrap: in a function with client, call -->
```cpp
int x = 1;
```
<!-- check: x == 1 -->

<!-- not run: takes days -->
```sh
make everything
```

```sh
targetctl edge --artifact a.json --listen 127.0.0.1:8080 &
```

```json
{"a": 1}
{"b": 2}
```
"""


class Rules(unittest.TestCase):
    def test_a_broken_rule_is_an_offence(self):
        for text, complaint in BROKEN:
            with self.subTest(text=text):
                self.assertIn(complaint, " | ".join(offences(text)))

    def test_what_follows_the_rules_is_none(self):
        self.assertEqual(offences(FINE), [])

    def test_all_blocks_are_seen(self):
        document = Document("a.md", FINE)
        self.assertEqual([block.language for block in document.blocks],
                         ["cpp", "text", "cpp", "sh", "sh", "json"])
        self.assertEqual([block.line for block in document.programs], [7])
        self.assertEqual([block.names for block in document.fragments], [["client", "call"]])


class Sources(unittest.TestCase):
    def test_fragments_and_programs_become_sources(self):
        made = dict(sources(Document("docs/guides/a-b.md", FINE)))
        self.assertEqual(set(made), {"fragments/a_b.cpp", "programs/a_b_1.cpp"})
        self.assertEqual(made["programs/a_b_1.cpp"],
                         '#line 7 "docs/guides/a-b.md"\nint main() {}\n')
        fragments = made["fragments/a_b.cpp"]
        for part in ("auto& client = in.client();", "auto& call = in.call();", "int x = 1;",
                     "in.check(x == 1, ", "in.reach_end();"):
            self.assertIn(part, fragments)


class Outputs(unittest.TestCase):
    def test_what_was_printed_is_compared(self):
        self.assertTrue(matches("a\nb\n", "a\nb\n"))
        self.assertFalse(matches("a\nb\n", "a\nc\n"))
        self.assertFalse(matches("a\n", "a\nb\n"))
        self.assertFalse(matches("a\nb\n", "a\n"))

    def test_dots_stand_for_anything(self):
        self.assertTrue(matches("took ... ms\n", "took 1.5 ms\n"))
        self.assertFalse(matches("took ... ms\n", "took\n1.5 ms\n"))
        self.assertTrue(matches("a\n...\nz\n", "a\nb\nc\nz\n"))
        self.assertTrue(matches("a\n...\nz\n", "a\nz\n"))
        self.assertFalse(matches("a\n...\nz\n", "a\nb\n"))

    def test_parts_are_looked_for(self):
        here = Path(__file__)
        for line, failures in (('"""The tests of the documentation can fail', 1),
                               ("import unittest", 0)):
            document, found = Document("a.md", f"<!-- part of: {here.name} -->\n```sh\n{line}\n```\n"), Failures()
            find_parts(document, here.parent, found)
            self.assertEqual(len(found), failures)

    def test_links_are_followed(self):
        self.assertEqual(broken_links(Path(__file__).parent, "README.md"), [])


if __name__ == "__main__":
    unittest.main()
