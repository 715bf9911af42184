"""Reads the fenced blocks of a Markdown document and how each is meant to be tested (README.md)."""
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = {"cpp", "sh", "json", "text", "cmake"}
PLACES = {"in a function": "function", "in an actor": "actor", "in a coroutine": "coroutine",
          "at namespace scope": "namespace"}
WRAP = re.compile(r"(in a function|in an actor|in a coroutine|at namespace scope)(?: with (.+))?")
COMMENT = re.compile(r"<!-- (not run|part of|file|wrap|check): (.+?) -->")
MAIN = re.compile(r"^int main\(", re.MULTILINE)


class Offence(Exception):
    """A block that cannot be tested as it stands."""


@dataclass
class Block:
    line: int  # of its first line of code, from 1
    language: str
    code: str
    comments: dict = field(default_factory=dict)
    checks: list = field(default_factory=list)
    output: "Block" = None  # the text block that shows what this one prints

    @property
    def is_run(self):
        return not {"not run", "part of"} & self.comments.keys()

    @property
    def is_program(self):
        return self.language == "cpp" and self.is_run and bool(MAIN.search(self.code))

    @property
    def is_fragment(self):
        return self.language == "cpp" and self.is_run and not self.is_program

    @property
    def place(self):
        return PLACES[WRAP.fullmatch(self.comments["wrap"])[1]]

    @property
    def names(self):
        listed = WRAP.fullmatch(self.comments["wrap"])[2]
        return [name.strip() for name in listed.split(",")] if listed else []


class Document:
    """The blocks of a document; those with offences are left out of them."""

    def __init__(self, path, text):
        self.path = path
        self.blocks, self.offences = [], []
        blocks = list(read_blocks(text, self.offences))
        for at, block in enumerate(blocks):
            try:
                check(block, blocks[at - 1] if at else None)
                self.blocks.append(block)
            except Offence as offence:
                self.offences.append((block.line, str(offence)))

    @property
    def programs(self):
        return [block for block in self.blocks if block.is_program]

    @property
    def fragments(self):
        return [block for block in self.blocks if block.is_fragment]


def read_blocks(text, offences):
    """Yields all fenced blocks, with the comments right above and the checks right below."""
    comments, last, fence = {}, None, None
    in_list = False
    previous = ""
    for number, line in enumerate(text.splitlines(), 1):
        if fence is not None:
            if line.strip() == "```":
                last = Block(fence[0], fence[1], "\n".join(fence[2]) + "\n", comments)
                yield last
                fence, comments = None, {}
            else:
                fence[2].append(line)
            continue
        comment = COMMENT.fullmatch(line.strip())
        if line.startswith("```"):
            fence = (number + 1, line[3:].strip(), [])
        elif re.match(r"\s*(```|~~~)", line):
            offences.append((number, "blocks are fenced by ``` at the beginning of a line"))
        elif comment and comment[1] == "check":
            if last is None:
                offences.append((number, "a check needs a block above it"))
            else:
                last.checks.append(comment[2])
        elif comment:
            comments[comment[1]] = comment[2]
        elif line.strip().startswith("<!--"):
            offences.append((number, f"unknown comment: {line.strip()}"))
        elif line.strip():
            if comments:
                offences.append((number, "the comment above belongs to no block"))
            if line.startswith("    ") and not previous.strip() and not in_list:
                offences.append((number, "indented code is not tested: fence it"))
            in_list = bool(re.match(r"\s*([-*]|\d+\.) ", line)) or (in_list and line.startswith(" "))
            comments, last = {}, None
        previous = line
    if fence is not None:
        offences.append((fence[0], "the block does not end"))


def check(block, previous):
    if block.language not in LANGUAGES:
        raise Offence(f"unknown language '{block.language}'")
    wrap = block.comments.get("wrap")
    if wrap and not WRAP.fullmatch(wrap):
        raise Offence(f"unknown wrapper '{wrap}'")
    if block.checks and not (wrap and block.is_run and block.place != "namespace"):
        raise Offence("checks belong to wrapped blocks that run")
    if block.language == "json":
        read_json(block.code)
    if not block.is_run:
        return
    if block.language == "text":
        if previous is None or not previous.is_run or previous.language not in ("cpp", "sh"):
            raise Offence("a text block is the output of a block above it that runs")
        previous.output = block
    if block.language == "cmake":
        raise Offence("a cmake block is 'part of' a file that is tested")
    if block.language == "cpp" and bool(wrap) == block.is_program:
        raise Offence("a cpp block is a program with a main, or says its wrapper")
    if block.language == "sh" and re.search(r"targetctl edge(?!.*--listen)", joined(block.code)):
        raise Offence("a server of a sh block says where it listens (--listen 127.0.0.1:PORT)")


def joined(code):
    """Shell lines that go on with a backslash as one."""
    return code.replace("\\\n", " ")


def read_json(text):
    """One or more JSON values."""
    decoder, at = json.JSONDecoder(), 0
    try:
        while at < len(text.rstrip()):
            at = decoder.raw_decode(text, at)[1]
            at += len(text[at:]) - len(text[at:].lstrip())
    except ValueError as problem:
        raise Offence(f"no JSON: {problem}") from None


LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def broken_links(root, path):
    """The relative links of a document that lead nowhere."""
    file = Path(root) / path
    prose = re.sub(r"^```.*?^```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [link for link in LINK.findall(prose)
            if "://" not in link and not (file.parent / link).exists()]


def read_document(root, path):
    return Document(path, (Path(root) / path).read_text(encoding="utf-8"))


def identifier(path):
    """`docs/guides/server-side.md`, `server_side`, as a name in C++ and in CMake."""
    return re.sub(r"\W", "_", re.sub(r"\.md$", "", re.sub(r"^docs/guides/", "", path)))
