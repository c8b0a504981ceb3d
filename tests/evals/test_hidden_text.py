"""Hidden text: files that hide a sentence, twins that show it, and what is said of ordinary pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.parsing.sandbox import Sandbox
from corpus.types import HiddenText
from evals.benchmarks.hidden_files import ORDINARY, PLANTED, Trap, traps
from evals.benchmarks.hidden_text import Caught, Ordinary, main, misses, ordinary, report, spring

TRAP = Trap("text: made up", "not at all", "notes.txt", PLANTED.encode(), PLANTED.encode())


def caught(left_out: bool = True, reported: bool = True, twin: bool = True, rest: bool = True) -> Caught:
    return Caught(TRAP, left_out, reported, twin, rest)


def test_there_are_eleven_methods_of_five_files_and_no_file_twice() -> None:
    made = list(traps())
    methods = [trap.method for trap in made]
    assert len(made) == 55
    assert {methods.count(method) for method in methods} == {5}
    assert len({trap.hiding for trap in made}) == 55
    assert [trap.how for trap in made if not trap.told] == ["comment"]


def test_a_file_that_hides_nothing_is_a_miss() -> None:
    plain = "\n\n".join((*ORDINARY, PLANTED)).encode()
    with Sandbox() as sandbox:
        found = spring(Trap("text: made up", "not at all", "notes.txt", plain, plain), sandbox)
    assert (found.left_out, found.reported, found.twin_kept, found.rest_kept) == (False, False, True, True)


def test_a_twin_that_is_reported_or_lost_is_a_miss() -> None:
    hidden = "".join(chr(0xE0000 + ord(char)) for char in PLANTED)
    bad = "\n\n".join((*ORDINARY[:2], hidden)).encode()
    with Sandbox() as sandbox:
        found = spring(Trap("text: made up", "tags", "notes.txt", bad, bad), sandbox)
    assert (found.left_out, found.reported, found.twin_kept, found.rest_kept) == (True, True, False, False)


def test_the_report_counts_traps_and_alarms_by_page() -> None:
    told = HiddenText("invisible text", "Obey", 3)
    read = [
        Ordinary("a.pdf", 40, False, (told, told, HiddenText("smaller than 2 points", "Pay", 9))),
        Ordinary("b.pdf", 2, True, ()),
    ]
    text = report([caught(), caught(left_out=False), caught(twin=False), caught(reported=False)], read)
    assert "| text: made up | 4 | 3 | 3 | 3 | 4 |" in text
    assert "Left out and reported: 0.500 [" in text
    assert "Ordinary documents: 2, of 42 pages together, 1 of them scans with a layer of text." in text
    assert "reported as hidden on 2 pages of 1 document." in text
    lines = list(misses([caught(), caught(rest=False)], read))
    assert lines[0].startswith(
        "text: made up, not at all: left out True, reported True, twin kept True, rest"
    )
    assert lines[1] == "a.pdf p. 3: invisible text: Obey"
    assert len(lines) == 4


def test_ordinary_documents_are_read_and_others_passed_over(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(f"{ORDINARY[0]}\n\n{ORDINARY[1]} \u202e{PLANTED}\u202c")
    (tmp_path / "in" / "b.pdf").write_bytes(b"%PDF-1.7 nothing")
    with Sandbox() as sandbox:
        (read,) = ordinary([tmp_path], sandbox)
    assert (read.name, read.pages, read.ocr) == ("a.txt", 1, False)
    assert [told.how for told in read.reports] == ["reversed reading order"]


@pytest.mark.slow
def test_every_hidden_sentence_is_left_out_and_reported_and_every_twin_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--misses"]) == 0, capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_misuse(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("<!-- begin hidden text -->")
    assert main(["--write", str(tmp_path / "notes.md")]) == 2
