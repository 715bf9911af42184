#!/usr/bin/env python3
"""Makes C++ sources of the blocks of documents.

    generate.py ROOT OUTPUT_FOLDER DOCUMENT...

Writes FOLDER/fragments/DOCUMENT.cpp with all fragments of a document and FOLDER/programs/DOCUMENT_N.cpp
with its N-th program; files that are as they were stay untouched. Prints the files, one a line.
"""
import re
import sys
from pathlib import Path

from documents import identifier, read_document

INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[^\n]*$", re.MULTILINE)


def declarations(block):
    return "".join([f"  [[maybe_unused]] auto& {name} = in.{name}();\n" for name in block.names])


def checks(block):
    prints = "  [[maybe_unused]] auto prints = [&in](auto part) { return in.prints(part); };\n"
    return prints + "".join([f'  in.check({expression}, R"check({expression})check");\n'
                             for expression in block.checks])


def fragment(document, block):
    """The wrapped block; what the compiler says names its line in the document."""
    name = f"fragment_{block.line}"
    here = f'#line {block.line} "{document.path}"\n'
    code = here + INCLUDE.sub("", block.code)
    if block.place == "namespace":
        return code
    if block.place == "function":
        text = (f"void {name}(scope& in) {{\n{declarations(block)}{code}{here}{checks(block)}"
                f"  in.reach_end();\n}}\n")
    elif block.place == "coroutine":
        text = (f"task {name}_body(scope& in) {{\n{declarations(block)}{code}{here}{checks(block)}"
                f"  in.reach_end();\n  co_return;\n}}\n"
                f"void {name}(scope& in) {{\n  {name}_body(in).wait();\n}}\n")
    else:
        text = (f"void {name}(scope& in) {{\n{declarations(block)}"
                f"  in.run_actor([&]([[maybe_unused]] caf::event_based_actor* self) {{\n{code}  }});\n"
                f"{here}{checks(block)}  in.reach_end();\n}}\n")
    return text + f'const registration registration_{block.line}("{document.path}", {block.line}, {name});\n'


def fragments_source(document):
    includes = [line for block in document.fragments for line in INCLUDE.findall(block.code)]
    return ("\n".join(['#include "tests/docs/scope.hpp"', *map(str.strip, includes)])
            + f"\n\nnamespace docs::{identifier(document.path)} {{\nnamespace {{\n"
            + "".join(fragment(document, block) for block in document.fragments)
            + "} // namespace\n} // namespace\n")


def program_source(document, block):
    return f'#line {block.line} "{document.path}"\n{block.code}'


def sources(document):
    """Name and text of each source."""
    if document.fragments:
        yield f"fragments/{identifier(document.path)}.cpp", fragments_source(document)
    for number, block in enumerate(document.programs, 1):
        yield (f"programs/{identifier(document.path)}_{number}.cpp", program_source(document, block))


def main():
    root, folder, *paths = sys.argv[1:]
    for path in paths:
        for name, text in sources(read_document(root, path)):
            file = Path(folder) / name
            if not file.exists() or file.read_text(encoding="utf-8") != text:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            print(file)


if __name__ == "__main__":
    main()
