"""How much of the visible text of Word files the parser keeps, and what it adds.

    python -m evals.benchmarks.word_files FOLDER…

The gold is every `w:t` of the body and of the notes referred to, in the order of the XML, read here without
the parser: one rendering of each shape, no deletions, no runs marked hidden. Words are runs of letters and
digits. Numbers that Word prints and formulas stand in no `w:t`: numbers of paragraphs are not counted, those
in cells and formulas count as foreign. Each file is parsed in a child process.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from lxml import etree

from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Format, Parsed

MODULE = "evals.benchmarks.word_files"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}rt", _FALLBACK})
_SPACES = frozenset(f"{_W}{tag}" for tag in ("tab", "br", "cr", "ptab"))
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class WordsOfFile:
    """Words of one file: `gold` in it, `kept` of them by the parser, `foreign` ones among `given` by it.

    `problem` is why the file gave no text, empty where it did; `seconds` the time it took, child included.
    """

    name: str
    gold: int
    kept: int
    given: int
    foreign: int
    seconds: float
    problem: str = ""


def gold_words(data: bytes) -> Counter[str]:
    """The visible words of a Word file. Raises KeyError, BadZipFile or XMLSyntaxError where it is none."""
    words: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = _root(archive, "word/document.xml")
        words.update(_words(body))
        for kind in ("footnote", "endnote"):
            wanted = {e.get(f"{_W}id") for e in body.iter(f"{_W}{kind}Reference")}
            if wanted:
                for note in _root(archive, f"word/{kind}s.xml"):
                    words.update(_words(note) if note.get(f"{_W}id") in wanted else ())
    return words


def _root(archive: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(part).replace(_STRICT, _W[1:-1].encode()), parser)


def _words(root: etree._Element) -> Iterator[str]:
    texts: list[str] = []
    _collect(root, texts)
    yield from _split("".join(texts))


def _split(text: str) -> list[str]:
    """Words, compatible forms (ligatures) folded and characters that show nothing left out."""
    return _WORD.findall(unicodedata.normalize("NFKC", re.sub("[\u00ad\u200b]", "", text)))


def _collect(element: etree._Element, texts: list[str]) -> None:
    """Text in document order; paragraphs and cells parted by line ends."""
    for child in element:
        if child.tag in _GONE or (child.tag == f"{_W}r" and _vanishes(child)):
            continue
        if child.tag == f"{_W}t":
            texts.append(child.text or "")
        elif child.tag in _SPACES:
            texts.append(" ")
        elif child.tag == f"{_W}noBreakHyphen":
            texts.append("-")
        elif child.tag == f"{_W}txbxContent":
            inner: list[str] = ["\n"]
            _collect(child, inner)
            texts[:0] = inner  # before what stands already: a box does not part the word it hangs on
        else:
            _collect(child, texts)
        if child.tag == f"{_W}p":
            texts.append("\n")


def _vanishes(run: etree._Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def given_words(parsed: Parsed) -> tuple[Counter[str], Counter[str]]:
    """(words of the text, words of the text and of numbers before it)."""
    text: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for block in parsed.blocks:
        text.update(_split(block.text))
        numbers.update(_split(block.number or ""))
    return text, text + numbers


def score(data: bytes, name: str, sandbox: Sandbox) -> WordsOfFile:
    """One file parsed and counted."""
    started = perf_counter()
    try:
        gold = gold_words(data)
        started = perf_counter()
        parsed = sandbox.parse(data, name, Format.DOCX)
    except (DocumentError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        return WordsOfFile(name, 0, 0, 0, 0, perf_counter() - started, str(error))
    seconds = perf_counter() - started
    text, all_words = given_words(parsed)
    kept, foreign = (gold & all_words).total(), (text - gold).total()
    return WordsOfFile(name, gold.total(), kept, text.total(), foreign, seconds)


def report(files: Sequence[WordsOfFile]) -> Iterator[str]:
    """Lines for people: each file that is not whole, then all together."""
    for file in files:
        if file.problem or file.kept < file.gold or file.foreign:
            said = file.problem or f"kept {file.kept} of {file.gold}, {file.foreign} foreign"
            yield f"{file.name}: {said}"
    read = [file for file in files if not file.problem]
    gold, kept = sum(f.gold for f in read), sum(f.kept for f in read)
    given, foreign = sum(f.given for f in read), sum(f.foreign for f in read)
    yield f"{len(read)} of {len(files)} files read; words kept {kept} of {gold} ({kept / max(gold, 1):.5f})"
    yield f"foreign words {foreign} of {given} ({foreign / max(given, 1):.5f})"
    slowest = max(files, key=lambda file: file.seconds)
    yield f"{sum(f.seconds for f in files):.1f} s in all, {slowest.seconds:.1f} s for {slowest.name}"


def main(arguments: Sequence[str]) -> int:
    """Score every .docx and .docm below the folders given; 1 where there is none."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description="Words of Word files kept.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    folders: list[Path] = parser.parse_args(arguments).folders
    paths = sorted(path for folder in folders for path in folder.rglob("*.doc[xm]"))
    if not paths:
        print("No .docx file is in these folders.", file=sys.stderr)
        return 1
    with Sandbox() as sandbox:
        print("\n".join(report([score(path.read_bytes(), path.name, sandbox) for path in paths])))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
