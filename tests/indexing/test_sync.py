"""The indexing flow: incremental, all or nothing, one writer, and plain about what went wrong."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hash_embedder import HashEmbedder, OtherEmbedder
from sample_reports import BUDGET, HUBS, LIBRARY, NURSES, WAITING, report

from corpus.types import Report
from indexing import generations, probe, quantised
from indexing.embedding import Embedder
from indexing.exact import ExactIndex
from indexing.generations import FOLDER, MANIFEST, POINTER
from indexing.locking import LOCK_FILE, LOCK_OWNER, disk_errors, write_lock
from indexing.reporting import status
from indexing.schema import STORE_FILE
from indexing.search import Library
from indexing.store import Store
from indexing.sync import fingerprint, sync
from indexing.types import (
    Filters,
    IndexBusyError,
    IndexDamagedError,
    IndexForeignError,
    IndexingError,
    ReportProblem,
)
from indexing.verifying import verify

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture
def home(shared_home: Path, tmp_path: Path) -> Path:
    """A built library that a test may change."""
    return shutil.copytree(shared_home, tmp_path / "home")


def texts(home: Path) -> list[str]:
    """Every passage of the current index, read as a reader reads it."""
    embedder = HashEmbedder()
    library = Library(home, embedder, fingerprint(embedder))
    try:
        found = library.search("waiting list", Filters(), 100)
        assert {h.chunk.id for h in found} == {c.id for c in library.chunks()}
        return [c.text for c in library.chunks()]
    finally:
        library.close()


def texts_of(reports: tuple[Report, ...]) -> list[str]:
    return [b.text for r in reports for b in r.blocks]


def listing(home: Path) -> dict[str, bytes]:
    """Every file of a library; of Chroma's SQLite file, which opening changes, its name only."""
    return {
        p.relative_to(home).as_posix(): b"" if p.name.startswith("chroma.sqlite3") else p.read_bytes()
        for p in sorted(home.rglob("*"))
        if p.is_file() and not p.name.endswith(("-shm", "-wal"))
    }


def test_the_first_build_indexes_everything(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    problems = [ReportProblem("bad.md", "no front matter")]
    told: list[tuple[str, int, int]] = []
    summary = sync(
        tmp_path / "new" / "home", LIBRARY, embedder, problems, progress=lambda *step: told.append(step)
    )
    assert (summary.added, summary.changed, summary.removed, summary.unchanged) == (3, 0, 0, 0)
    assert (summary.chunks, summary.embedded, summary.rebuilt_because) == (6, 6, None)
    assert summary.problems == tuple(problems)
    assert not summary.no_op
    assert len(embedder.asked) == 6
    assert texts(tmp_path / "new" / "home") == texts_of(LIBRARY)
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == [
        "Reading reports", "Learning passages", "Building the index", "Checking the index",
    ]  # fmt: skip
    assert ("Reading reports", 3, 3) in told
    assert ("Learning passages", 6, 6) in told
    assert all(0 <= done <= total for _, done, total in told)


def test_a_second_run_changes_nothing_and_is_quick(home: Path) -> None:
    before = listing(home)
    embedder = HashEmbedder()
    summary = sync(home, LIBRARY, embedder)
    assert summary.no_op
    assert (summary.unchanged, summary.embedded, summary.chunks) == (3, 0, 6)
    assert summary.generation == generations.require_current(home)
    assert embedder.asked == []
    assert listing(home) == before
    assert summary.seconds < 2


def test_the_order_of_reports_is_no_change(home: Path) -> None:
    assert sync(home, LIBRARY[::-1], HashEmbedder()).no_op


def test_one_changed_report_has_only_its_new_passages_embedded(home: Path) -> None:
    embedder = HashEmbedder()
    before = generations.require_current(home)
    changed = (LIBRARY[0], LIBRARY[1], report("hubs", HUBS, "A new sentence about hubs."))
    summary = sync(home, changed, embedder)
    assert (summary.added, summary.changed, summary.removed, summary.unchanged) == (0, 1, 0, 2)
    assert (summary.embedded, summary.chunks) == (1, 5)
    assert embedder.asked == ["Report hubs › Part 2\nA new sentence about hubs."]
    assert texts(home) == texts_of(changed)
    assert generations.require_current(home) == summary.generation != before


def test_added_and_removed_reports_are_counted_and_gone_ones_not_found(home: Path) -> None:
    new = (LIBRARY[0], report("new", "A brand new finding."))
    summary = sync(home, new, HashEmbedder())
    assert (summary.added, summary.changed, summary.removed, summary.unchanged) == (1, 0, 2, 1)
    assert summary.embedded == 1
    assert texts(home) == texts_of(new)


def test_going_back_to_what_the_last_generation_held_embeds_nothing(home: Path) -> None:
    sync(home, LIBRARY[:1], HashEmbedder())
    embedder = HashEmbedder()
    assert sync(home, LIBRARY, embedder).added == 2
    assert embedder.asked == []


def test_old_generations_are_removed_but_the_last_and_what_they_need_forgotten(home: Path) -> None:
    first = generations.require_current(home)
    second = sync(home, LIBRARY[:1], HashEmbedder()).generation
    assert sorted(p.name for p in (home / FOLDER).iterdir()) == [first, second]
    third = sync(home, (report("a", BUDGET),), HashEmbedder()).generation
    assert sorted(p.name for p in (home / FOLDER).iterdir()) == [second, third]
    store = Store.open(home)
    assert len(store.known_documents()) == 2
    assert store.documents(first) == ()
    assert [d.publication.id for d in store.documents(second)] == ["darzi"]
    store.close()


def test_a_reader_of_the_old_generation_goes_on_answering(home: Path) -> None:
    embedder = HashEmbedder()
    reader = Library(home, embedder, fingerprint(embedder))
    before = [h.chunk.text for h in reader.search("waiting list", Filters(), 10)]
    sync(home, (report("a", "Something else."),), HashEmbedder())
    assert [h.chunk.text for h in reader.search("waiting list", Filters(), 10)] == before
    reader.close()
    assert texts(home) == ["Something else."]


def test_a_rebuild_makes_a_new_generation_of_the_same_without_embedding(home: Path) -> None:
    embedder = HashEmbedder()
    before = generations.require_current(home)
    summary = sync(home, LIBRARY, embedder, rebuild=True)
    assert summary.rebuilt_because == "a rebuild was asked for"
    assert (summary.unchanged, summary.added, summary.embedded) == (3, 0, 0)
    assert summary.generation != before
    assert embedder.asked == []
    assert texts(home) == texts_of(LIBRARY)


def test_an_index_of_another_model_is_refused_and_left_as_it_was(home: Path) -> None:
    before = listing(home)
    with pytest.raises(
        IndexForeignError, match=r"other settings \(model\)\. It was left as it is.*--rebuild"
    ):
        sync(home, LIBRARY[:1], OtherEmbedder())
    assert {n: b for n, b in listing(home).items() if n != LOCK_FILE} == {
        n: b for n, b in before.items() if n != LOCK_FILE
    }
    assert texts(home) == texts_of(LIBRARY)


def test_a_rebuild_takes_over_an_index_of_another_model(home: Path) -> None:
    embedder = OtherEmbedder()
    summary = sync(home, LIBRARY, embedder, rebuild=True)
    assert (summary.embedded, len(embedder.asked)) == (6, 6)
    library = Library(home, embedder, fingerprint(embedder))
    assert len(library.search("waiting", Filters(), 10)) == 6
    library.close()
    with pytest.raises(IndexForeignError):
        texts(home)


class SlowerEmbedder(HashEmbedder):
    """The same model, computed in another way."""

    way = "slower hashes"


class CoarseEmbedder(HashEmbedder):
    """Another tokenizer: everything counts ten times, so that chunks come out smaller."""

    name = "coarse"

    def count_pieces(self, text: str) -> int:
        return (
            min(10 * (super().count_pieces(text) - 2) + 2, 60)
            if " › " in text
            else super().count_pieces(text) * 8
        )


def test_a_rebuild_for_another_tokenizer_cuts_the_reports_anew(tmp_path: Path) -> None:
    long = (report("a", f"{WAITING} {NURSES} {HUBS} {BUDGET}"),)
    assert sync(tmp_path, long, HashEmbedder()).chunks == 1
    assert sync(tmp_path, long, CoarseEmbedder(), rebuild=True).chunks > 1


def every_file(home: Path) -> list[Path]:
    folder = generations.generation_folder(home, generations.require_current(home))
    return [folder / f for f in generations.read_manifest(home, folder.name).files]


def removed(path: Path) -> None:
    path.unlink()


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    "name",
    ["chroma.sqlite3", "data_level0.bin", "header.bin", "rows.npy", "vocabulary.json", "expected.json"],
)
@pytest.mark.parametrize("damage", [removed, halved])
def test_a_damaged_index_is_built_anew_without_embedding(
    home: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(next(p for p in every_file(home) if p.name == name))
    embedder = HashEmbedder()
    assert status(home, embedder).problem is not None
    summary = sync(home, LIBRARY, embedder)
    assert summary.rebuilt_because == "the index was damaged"
    assert (summary.unchanged, summary.added, summary.embedded) == (3, 0, 0)
    assert embedder.asked == []
    assert texts(home) == texts_of(LIBRARY)
    assert status(home, embedder).problem is None


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"no-such-generation\n"])
def test_a_damaged_pointer_is_mended(home: Path, content: bytes) -> None:
    (home / POINTER).write_bytes(content)
    summary = sync(home, LIBRARY, HashEmbedder())
    assert (summary.rebuilt_because, summary.embedded) == ("the index was damaged", 0)
    assert texts(home) == texts_of(LIBRARY)


def test_a_lost_pointer_or_manifest_is_mended_without_embedding(home: Path) -> None:
    (home / POINTER).unlink()
    assert sync(home, LIBRARY, HashEmbedder()).embedded == 0
    assert texts(home) == texts_of(LIBRARY)
    (generations.generation_folder(home, generations.require_current(home)) / MANIFEST).unlink()
    assert sync(home, LIBRARY, HashEmbedder()).embedded == 0
    assert texts(home) == texts_of(LIBRARY)


def test_a_lost_store_is_built_anew(home: Path) -> None:
    for path in home.glob(f"{STORE_FILE}*"):
        path.unlink()
    summary = sync(home, LIBRARY, HashEmbedder())
    assert (summary.added, summary.embedded) == (3, 6)
    assert texts(home) == texts_of(LIBRARY)


def test_a_damaged_store_is_told_with_what_to_do(home: Path) -> None:
    path = home / STORE_FILE
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 2000] = b"\xee" * 2000
    path.write_bytes(content)
    with pytest.raises(IndexDamagedError, match=r"from the kept files with: evidence rebuild"):
        sync(home, LIBRARY[:1], HashEmbedder())


@pytest.mark.parametrize("reports", [(), []])
def test_no_report_at_all_is_refused_and_a_live_index_kept(
    home: Path, tmp_path: Path, reports: tuple[Report, ...]
) -> None:
    for place in (home, tmp_path / "new"):
        with pytest.raises(IndexingError, match="No report could be read, so nothing was indexed"):
            sync(place, reports, HashEmbedder())
    assert texts(home) == texts_of(LIBRARY)


class StoppingEmbedder(HashEmbedder):
    """Fails at its second batch, as a run that is interrupted does."""

    error: BaseException = KeyboardInterrupt()

    def embed(self, texts: object) -> object:  # type: ignore[override]
        if self.asked:
            raise self.error
        return super().embed(texts)  # type: ignore[arg-type]


def many(count: int) -> tuple[Report, ...]:
    return tuple(report(f"r{i:03}", f"Finding {i} of many is this.") for i in range(count))


def test_a_run_that_is_stopped_leaves_the_old_index_and_keeps_what_it_embedded(home: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sync(home, many(100), StoppingEmbedder())
    assert texts(home) == texts_of(LIBRARY)
    assert not (home / LOCK_OWNER).exists()
    embedder = HashEmbedder()
    assert sync(home, many(100), embedder).embedded == len(embedder.asked) == 36
    assert texts(home) == texts_of(many(100))


def test_a_failure_while_building_publishes_nothing_and_leaves_no_staging(home: Path) -> None:
    def progress(stage: str, done: int, total: int) -> None:
        if stage == "Checking the index":
            raise RuntimeError("stop here")

    with pytest.raises(IndexingError, match=r"Indexing stopped: stop here\. Nothing was published"):
        sync(home, LIBRARY[:1], HashEmbedder(), progress=progress)
    assert texts(home) == texts_of(LIBRARY)
    assert [p.name for p in (home / FOLDER).iterdir()] == [generations.require_current(home)]
    assert sync(home, LIBRARY[:1], HashEmbedder()).removed == 2


HOLDER = """
import sys, time
from pathlib import Path
from indexing.locking import write_lock
with write_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(120)
"""


def child_environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(HERE)])}


@contextmanager
def another_writer(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of a library."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], stdout=subprocess.PIPE, text=True, env=child_environment()
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "held\n"
            yield child
        finally:
            child.kill()


def test_a_second_writer_is_refused_at_once_while_readers_read(home: Path) -> None:
    with another_writer(home) as writer:
        started = time.monotonic()
        with pytest.raises(IndexBusyError, match=rf"in progress \(started \d\d:\d\d, process {writer.pid}\)"):
            sync(home, LIBRARY[:1], HashEmbedder())
        assert time.monotonic() - started < 2
        assert texts(home) == texts_of(LIBRARY)
        assert (home / LOCK_OWNER).exists()


def test_the_lock_of_a_killed_run_is_free_again(home: Path) -> None:
    with another_writer(home) as writer:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        assert sync(home, LIBRARY[:1], HashEmbedder()).removed == 2


def test_the_lock_is_released_after_a_run_and_after_a_failure(tmp_path: Path) -> None:
    with write_lock(tmp_path), pytest.raises(IndexBusyError), write_lock(tmp_path):
        pass
    with pytest.raises(RuntimeError), write_lock(tmp_path):
        raise RuntimeError
    with write_lock(tmp_path):
        assert (tmp_path / LOCK_OWNER).exists()
    assert not (tmp_path / LOCK_OWNER).exists()


DISK_FULL = """
import resource, sys
from pathlib import Path
from hash_embedder import HashEmbedder
from sample_reports import report
from indexing.sync import sync
from indexing.types import IndexingError
reports = [report(f"r{i:03}", *(f"Finding {i} {j} of many is this." for j in range(6))) for i in range(80)]
limit, when = int(sys.argv[2]), sys.argv[3:]
def told(stage, done, total):
    if [stage, str(done == total)] == when:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
if not when:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    sync(Path(sys.argv[1]), reports, HashEmbedder(), progress=told)
except IndexingError as error:
    print(error)
    sys.exit(3)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "when"),
    [
        (20_000, []),  # the store
        (600_000, []),
        (20_000, ["Building the index", "False"]),  # Chroma
        (300_000, ["Building the index", "False"]),
        (500, ["Building the index", "True"]),  # the term index
        (5_000, ["Building the index", "True"]),
    ],
)
def test_a_disk_that_is_full_is_told_and_the_old_index_answers(
    home: Path, limit: int, when: list[str]
) -> None:
    child = subprocess.run(
        [sys.executable, "-c", DISK_FULL, str(home), str(limit), *when],
        capture_output=True, text=True, env=child_environment(), timeout=200, check=False,
    )  # fmt: skip
    assert child.returncode == 3, child.stderr[-2000:]
    assert "Traceback" not in child.stderr
    assert "Nothing was published; an index that was there before still answers." in child.stdout
    assert texts(home) == texts_of(LIBRARY)
    assert [p.name for p in (home / FOLDER).iterdir()] == [generations.require_current(home)]
    assert sync(home, LIBRARY[:1], HashEmbedder()).removed == 2
    assert texts(home) == texts_of(LIBRARY[:1])


def test_a_limit_on_the_size_of_files_that_is_enough_does_no_harm(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", DISK_FULL, str(tmp_path), "100000000"],
        capture_output=True, text=True, env=child_environment(), timeout=200, check=False,
    )  # fmt: skip
    assert (child.returncode, child.stdout) == (0, ""), child.stderr[-2000:]
    found = status(tmp_path, HashEmbedder())
    assert (found.reports, found.chunks, found.problem) == (80, 480, None)


def test_a_home_under_a_file_is_told_with_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "fuller file").touch()
    with pytest.raises(
        IndexingError, match=r"Cannot write to .*Set EVIDENCE_HOME to a folder you can write to"
    ):
        sync(tmp_path / "fuller file" / "home", LIBRARY, HashEmbedder())


READ_ONLY = """
import os, sys
from pathlib import Path
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY
from indexing.sync import sync
from indexing.types import IndexingError
embedder = HashEmbedder()
embedder.count_pieces("x")
import sentencex, chromadb
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
try:
    sync(Path(sys.argv[1]), LIBRARY, embedder)
except IndexingError as error:
    print(error)
    sys.exit(3)
"""


@pytest.mark.parametrize("empty", [True, False])
def test_a_home_that_may_not_be_written_is_told_with_what_to_set(home: Path, empty: bool) -> None:
    place = home / "new" if empty else home
    for parent in (home, *list(home.parents)[:3]):
        parent.chmod(0o555)
    child = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(place)],
        capture_output=True, text=True, env=child_environment(), timeout=100, check=False,
    )  # fmt: skip
    for parent in (home, *list(home.parents)[:3]):
        parent.chmod(0o755)
    assert child.returncode == 3, child.stderr[-2000:]
    assert "Cannot write to" in child.stdout
    assert "Set EVIDENCE_HOME to a folder you can write to." in child.stdout


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device"), "The disk that holds /home/x is full"),
        (OSError(27, "File too large"), "The disk that holds /home/x is full"),
        (OSError("database or disk is full"), "The disk that holds /home/x is full"),
        (OSError(30, "Read-only file system"), "Cannot write to /home/x"),
        (PermissionError(13, "Permission denied", "/home/fuller/index"), "Cannot write to /home/x"),
        (
            OSError(5, "Input/output error"),
            "Indexing stopped: [Errno 5] Input/output error. Nothing was published",
        ),
        (OSError("/home/fuller broke"), "Indexing stopped: /home/fuller broke. Nothing was"),
    ],
)
def test_each_error_of_the_disk_is_told_as_what_it_is(error: OSError, told: str) -> None:
    with pytest.raises(IndexingError) as caught, disk_errors(Path("/home/x")):
        raise error
    assert str(caught.value).startswith(told)


def test_our_own_errors_and_others_pass_unchanged() -> None:
    for error in (IndexForeignError("ours"), ValueError("a fault"), KeyboardInterrupt()):
        with pytest.raises(type(error)) as caught, disk_errors(Path("/home/x")):
            raise error
        assert caught.value is error


def test_an_index_of_the_version_before_is_built_anew_without_embedding(home: Path) -> None:
    generation = generations.require_current(home)
    path = generations.generation_folder(home, generation) / MANIFEST
    said = json.loads(path.read_text(encoding="utf-8"))
    said["fingerprint"]["schema"] = generations.UNSIGNED
    del said["sha256"], said["ways"]
    said["files"] = dict.fromkeys(said["files"], "made in another way")
    path.write_text(json.dumps(said, indent=1), encoding="utf-8")
    told = status(home, HashEmbedder()).problem
    assert told == generations.UPDATE
    embedder = HashEmbedder()
    summary = sync(home, LIBRARY, embedder)
    assert summary.rebuilt_because == "an earlier version of the program built it"
    assert (embedder.asked, status(home, embedder).problem) == ([], None)
    assert texts(home) == texts_of(LIBRARY)


@pytest.mark.parametrize("schema", ["3", "4"])
def test_an_index_whose_files_were_others_is_built_anew_without_embedding(home: Path, schema: str) -> None:
    generation = generations.require_current(home)
    folder = generations.generation_folder(home, generation)
    manifest = generations.read_manifest(home, generation)
    before = manifest.fingerprint | {"schema": schema, "search": "other settings"}
    near = folder / "vectors" / "near.npy"
    np.save(near, np.load(near).astype(np.float32))
    (folder / "terms" / "words.npy").rename(folder / "terms" / "meta.json")
    generations.write_manifest(folder, generation, before, manifest.chunks, manifest.built)
    with pytest.raises(IndexForeignError, match=r"earlier version .* with: evidence index$"):
        Library(home, HashEmbedder(), fingerprint(HashEmbedder()))
    assert {check.problem for check in verify(home)} == {None, generations.UPDATE}
    embedder = HashEmbedder()
    assert sync(home, LIBRARY, embedder).rebuilt_because == "an earlier version of the program built it"
    assert (embedder.asked, status(home, embedder).problem) == ([], None)


def test_passages_alike_word_for_word_are_indexed_and_found(tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - text of a test
    letters = "abcdefghijklmnop"
    words = ["".join(chance.choices(letters, k=7)) for _ in range(12 * 900)]
    others = [report(f"other{i}", " ".join(words[12 * i : 12 * i + 12]) + ".") for i in range(900)]
    months = [report(f"month{i}", "Contact the press office.", f"Month {i}.") for i in range(300)]
    alike = [replace(r, publication=replace(r.publication, title="Monthly statistics")) for r in months]
    reports = [*alike, *others]
    chance.shuffle(reports)
    assert sync(tmp_path, reports, HashEmbedder()).chunks == 1_500
    library = Library(tmp_path, HashEmbedder(), fingerprint(HashEmbedder()))
    try:
        hits = library.search("Contact the press office?", Filters(), 300)
        assert {h.publication.id for h in hits} == {f"month{i}" for i in range(300)}
        assert {h.chunk.text for h in hits} == {"Contact the press office."}
    finally:
        library.close()


def test_a_large_library_is_searched_by_codes_and_those_of_other_vectors_fail_its_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantised, "WORTHWHILE_FROM", 1_000)
    places = ("Leeds", "Hull", "York", "Bath", "Ely", "Wells", "Ripon", "Derby")
    things = ("quaggas", "lynxes", "otters", "beavers", "cranes", "wolves", "bears")
    texts = [f"In {places[i % 8]} {things[i // 8 % 7]} rose to {i} in all." for i in range(1_100)]
    assert sync(tmp_path, [report(f"r{i}", t) for i, t in enumerate(texts)], HashEmbedder()).chunks == 1_100
    library = Library(tmp_path, HashEmbedder(), fingerprint(HashEmbedder()))
    found = {h.chunk.text for h in library.search("How many lynxes are in York?", Filters(), 10)}
    library.close()
    assert len(found) == 10
    assert all("lynxes" in text or "York" in text for text in found)
    folder = generations.generation_folder(tmp_path, generations.require_current(tmp_path))
    probe.check(folder)
    others = ExactIndex(folder).vectors(np.arange(1_100)[::-1])
    quantised.build(folder / "vectors", *others.shape, others.__getitem__)
    with pytest.raises(ValueError, match=r"codes find \d+ of \d+ chunks"):
        probe.check(folder)


def test_the_manifest_and_status_say_how_vectors_were_computed(home: Path) -> None:
    sync(home, [*LIBRARY, report("new", "A quagga was seen in Leeds.")], SlowerEmbedder())
    manifest = generations.read_manifest(home, generations.require_current(home))
    assert manifest.ways == (HashEmbedder.way, SlowerEmbedder.way)
    assert status(home, HashEmbedder()).ways == manifest.ways
    assert sync(home, LIBRARY, HashEmbedder()).removed == 1
    assert status(home, HashEmbedder()).ways == (HashEmbedder.way,)


def test_the_fingerprint_names_everything_an_index_depends_on() -> None:
    marks = fingerprint(HashEmbedder())
    assert marks.keys() == {"schema", "model", "chunking", "parser", "search"}
    assert marks == fingerprint(HashEmbedder())
    other = fingerprint(OtherEmbedder())
    assert {k for k in marks if marks[k] != other[k]} == {"model"}


def test_status_of_a_sound_library(shared_home: Path) -> None:
    found = status(shared_home, HashEmbedder())
    assert (found.generation, found.reports, found.chunks) == (generations.require_current(shared_home), 3, 6)
    assert found.problem is None
    assert found.built is not None
    assert found.disk_bytes > 100_000


def test_status_says_what_is_wrong(home: Path, tmp_path: Path) -> None:
    missing = status(tmp_path / "nowhere", HashEmbedder())
    assert (missing.generation, missing.reports, missing.chunks, missing.disk_bytes) == (None, 0, 0, 0)
    assert "evidence index" in (missing.problem or "")
    assert "--rebuild" in (status(home, OtherEmbedder()).problem or "")
    (home / POINTER).write_text("../x", encoding="utf-8")
    assert "names no index" in (status(home, HashEmbedder()).problem or "")


@pytest.mark.slow
def test_the_shipped_digests_are_indexed_and_found_with_the_real_model(
    tmp_path: Path, shipped_reports: tuple[Report, ...]
) -> None:
    embedder = Embedder()
    some = [r for r in shipped_reports if r.publication.id.startswith("darzi")]
    summary = sync(tmp_path, some, embedder)
    assert (summary.added, summary.embedded) == (len(some), summary.chunks)
    library = Library(tmp_path, embedder, fingerprint(embedder))
    hits = library.search("How long did people wait in A&E?", Filters(), 5)
    assert any("four hours" in h.chunk.text for h in hits[:3])
    library.close()
    assert sync(tmp_path, some, embedder).no_op
