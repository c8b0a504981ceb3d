"""The trial over odd files: every end is counted, and nothing a reader raises stops it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from corpus.parsing.sandbox import Sandbox
from corpus.parsing.types import DocumentError, Format, Parsed, Reason
from corpus.types import Block, BlockKind, CorpusError
from evals.benchmarks.malformed import malformed
from evals.benchmarks.odd_files import (
    TEXT,
    UNFORESEEN,
    Memory,
    NoFilesError,
    Trial,
    files_in,
    listing,
    main,
    report,
    resident_bytes,
    try_all,
    try_file,
    wanted_of,
)


def reader(path: Path) -> Parsed:
    """Does what the file's name says."""
    if path.stem == "scan":
        raise DocumentError(path.name, Reason.NEEDS_OCR, "3 pages")
    if path.stem == "bug":
        raise KeyError("no such thing")
    if path.stem == "gone":
        raise CorpusError("it cannot be opened")
    text = "" if path.stem == "blank" else path.read_text()
    return Parsed(Format.TEXT, (Block(BlockKind.PARAGRAPH, text, ()),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "odd"
    (made / "inner").mkdir(parents=True)
    for name in ("good.txt", "scan.pdf", "bug.pdf", "blank.txt", "inner/gone.txt"):
        (made / name).write_text("words")
    return made


def test_every_file_at_any_depth_is_tried_once(folder: Path) -> None:
    assert [p.name for p in files_in(folder)] == ["blank.txt", "bug.pdf", "good.txt", "gone.txt", "scan.pdf"]


def test_a_folder_without_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoFilesError, match=tmp_path.name):
        files_in(tmp_path)


@pytest.mark.parametrize(
    ("name", "outcome", "detail"),
    [
        ("good.txt", TEXT, "1 blocks, 5 characters"),
        ("scan.pdf", "This is a scan. It needs OCR before it can be searched", "3 pages"),
        ("bug.pdf", UNFORESEEN, "KeyError: 'no such thing'"),
        ("blank.txt", UNFORESEEN, "1 blocks, 0 characters"),
        ("inner/gone.txt", "It cannot be opened", "it cannot be opened"),
    ],
)
def test_how_a_file_ends(folder: Path, name: str, outcome: str, detail: str) -> None:
    trial = try_file("odd", name, lambda: reader(folder / name))
    assert (trial.folder, trial.file, trial.outcome, trial.detail) == ("odd", name, outcome, detail)


def test_trials_keep_the_order_of_the_files(folder: Path) -> None:
    names = [f"{number}.txt" for number in range(50)]
    trials, memory = try_all(
        [("odd", name, partial(reader, folder / "good.txt")) for name in names], workers=3
    )
    assert [t.file for t in trials] == names
    assert memory.before is None or memory.before > 0


def test_damaged_copies_follow_the_files(folder: Path) -> None:
    with Sandbox() as sandbox:
        found = list(wanted_of([folder], 7, sandbox))
    assert [f for f, _, _ in found] == ["odd"] * 5 + ["malformed copies"] * 7
    assert found[5][1].endswith(" (cut)")


def test_every_kind_of_damage_is_done_in_turn_and_the_same_for_a_seed(folder: Path) -> None:
    (folder / "report.pdf").write_bytes(b"%PDF-1.7 <</Length 12>> words and more words " * 50)
    files = [folder / "report.pdf", folder / "empty"]
    (folder / "empty").touch()
    copies = list(malformed(files, 10, seed=3))
    assert [c.damage for c in copies] == ["cut", "flip", "blank", "drop", "swap"] * 2
    assert all(c.origin.name == "report.pdf" for c in copies)
    data = (folder / "report.pdf").read_bytes()
    assert all(c.data != data for c in copies)
    assert data.startswith(copies[0].data)
    assert [len(c.data) == len(data) for c in copies[:5]] == [False, True, True, False, True]
    assert copies == list(malformed(files, 10, seed=3))


def test_the_report_counts_by_folder_and_names_the_slowest() -> None:
    trials = [
        Trial("a", "one.pdf", TEXT, "", 0.5),
        Trial("a", "two.pdf", Reason.TOO_SLOW.value, "over 120 seconds", 120.5),
        Trial("b", "three.pdf", TEXT, "", 1.5),
        Trial("b", "four.pdf", UNFORESEEN, "KeyError", 1.0),
    ]
    text = report(trials, Memory(50_000_000, 61_000_000), workers=2)
    assert "| text | 1 | 1 | 2 |" in text
    assert "| Reading the file took too long | 1 | 0 | 1 |" in text
    assert "| all | 2 | 2 | 4 |" in text
    assert "4 files, 2 at a time: 1 ended in neither text nor a reason, 1 in a failure of the reader" in text
    assert "median 1.00, 95% within 120.50, longest 120.5" in text
    assert "50 MB before, 61 MB after" in text
    assert text.index("| two.pdf | 120.5 |") < text.index("| three.pdf | 1.5 |")
    assert listing(trials) == (
        "a/two.pdf: Reading the file took too long (over 120 seconds) 120.5 s\n"
        "b/four.pdf: neither text nor a reason (KeyError) 1.0 s"
    )


def test_resident_memory_is_read_from_the_kernels_words(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("VmHWM:\t  900 kB\nVmRSS:\t  512 kB\n")
    assert resident_bytes(status) == 524_288
    assert resident_bytes(tmp_path / "absent") is None


def test_the_command_reads_a_folder_and_writes_its_section(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "empty.pdf").touch()
    (tmp_path / "odd" / "data.json").write_text("{}")
    target = tmp_path / "benchmarks.md"
    assert main([str(tmp_path / "odd"), "--list", "--write", str(target)]) == 0
    assert "odd/empty.pdf: The file is empty" in capsys.readouterr().out
    assert "| This kind of file cannot be read | 1 | 1 |" in target.read_text()


def test_the_command_says_what_is_wrong_with_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "absent")]) == 2
    assert "holds no file" in capsys.readouterr().err
