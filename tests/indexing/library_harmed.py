"""Trials of damaged indexes, of full disks and of two writers at once."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from added_documents import add_and_index, found, opened_library
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY

from indexing import generations
from indexing.reporting import status
from indexing.sync import sync
from indexing.types import IndexingError

HERE = Path(__file__).parent
QUESTION = "a finding on waiting"

SYNC = """
import sys
from pathlib import Path
import chromadb, sentencex
from hash_embedder import HashEmbedder
from library_harmed import edition
from indexing.sync import sync
from indexing.types import IndexBusyError, IndexingError
embedder = HashEmbedder()
embedder.count_pieces("warm")
print("ready", flush=True)
sys.stdin.readline()
try:
    sync(Path(sys.argv[1]), edition(sys.argv[2], int(sys.argv[3])), embedder)
except IndexBusyError as error:
    print(error)
    sys.exit(75)
except IndexingError as error:
    print(error)
    sys.exit(3)
"""


def edition(name: str, size: int) -> tuple:  # type: ignore[type-arg]
    """So many reports of this edition, after those that every edition has."""
    from sample_reports import report

    own = (
        report(f"o{i:03}", *(f"Finding {i} {j} of edition {name}." for j in range(6))) for i in range(size)
    )
    return (*LIBRARY, *own)


def build(room: Path) -> Path:
    """A library of digests and documents, some passages long."""
    folder = room / "in"
    folder.mkdir(parents=True)
    for number in range(8):
        text = "\n\n".join(f"Finding {i} on waiting of document {number}." * 9 for i in range(12))
        (folder / f"d{number}.txt").write_text(text)
    add_and_index(room / "home", LIBRARY, folder)
    return room / "home"


def passages(home: Path) -> list[str]:
    """Every passage, in order."""
    library = opened_library(home)
    try:
        return [c.text for c in library.chunks()]
    finally:
        library.close()


DAMAGES = ("truncate", "zero", "flip", "delete")


def harm(path: Path, damage: str, chance: random.Random) -> None:
    """Do one kind of damage to a file, somewhere in it."""
    content = bytearray(path.read_bytes())
    if damage == "delete" or not content:
        path.unlink()
        return
    start = chance.randrange(len(content))
    end = min(len(content), start + chance.choice((1, 64, 4096)))
    if damage == "truncate":
        content = content[:start]
    elif damage == "zero":
        content[start:end] = bytes(end - start) if any(content[start:end]) else b"\xff" * (end - start)
    else:
        content[start:end] = bytes(b ^ 0x55 for b in content[start:end])
    path.write_bytes(content)


def damaged_copies(room: Path, count: int, seed: int) -> list[str]:
    """Damage so many copies of an index; what was not noticed or not repaired without embedding.

    Every file of the index is damaged in turn, its manifest too.
    """
    home = build(room)
    whole, answer = passages(home), found(home, QUESTION)
    chance = random.Random(seed)  # noqa: S311 - places of a test
    faults = []
    for number in range(count):
        copy = Path(shutil.copytree(home, room / f"copy{number}"))
        generation = generations.require_current(copy)
        folder = generations.generation_folder(copy, generation)
        files = (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
        names = sorted(p.relative_to(folder).as_posix() for p in files)
        name, damage = names[number % len(names)], DAMAGES[number // len(names) % len(DAMAGES)]
        harm(folder / name, damage, chance)
        if status(copy, HashEmbedder()).problem is None:
            faults.append(f"{damage} of {name} was not noticed")
        embedder = HashEmbedder()
        sync(copy, LIBRARY, embedder)
        if embedder.asked or passages(copy) != whole or found(copy, QUESTION) != answer:
            faults.append(f"{damage} of {name} was not repaired")
        shutil.rmtree(copy)
    return faults


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of so many megabytes. Raises PermissionError where this machine lets nobody mount one."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise PermissionError("there is no program to mount with") from error
    if done.returncode:
        raise PermissionError(done.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_disk(disk: Path, stage: str) -> list[str]:
    """Index on a disk that is full when a stage begins, then free some space and go on; what went wrong."""
    home, faults = disk / "home", []
    ballast = disk / "ballast"
    sync(home, edition("first", 5), HashEmbedder())
    before = passages(home)

    def fill(told: str, done: int, total: int) -> None:
        if told == stage and not ballast.exists():
            ballast.write_bytes(b"x" * shutil.disk_usage(disk).free)

    said = "nothing"
    try:
        sync(home, edition("second", 40), HashEmbedder(), progress=fill)
    except IndexingError as error:
        said = str(error)
    if "is full" not in said or "Nothing was published" not in said:
        faults.append(f"full at '{stage}': it said '{said}'")
    if passages(home) != before or "damaged" in str(status(home, HashEmbedder()).problem):
        faults.append(f"full at '{stage}': the old index does not answer")
    ballast.unlink()
    embedder = HashEmbedder()
    sync(home, edition("second", 40), embedder)
    if passages(home) != [b.text for r in edition("second", 40) for b in r.blocks]:
        faults.append(f"full at '{stage}': it did not resume")
    if stage in STAGES[2:] and embedder.asked:
        faults.append(f"full at '{stage}': what was learned before was lost")
    return faults


STAGES = ("Reading reports", "Learning passages", "Building the index", "Checking the index")


def start(home: Path, name: str, size: int) -> subprocess.Popen[str]:
    """A process that indexes an edition as soon as it is told to."""
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
    child = subprocess.Popen(
        [sys.executable, "-c", SYNC, str(home), name, str(size)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def two_writers(room: Path, count: int) -> list[str]:
    """Let two processes index one library at once, so many times; what went wrong."""
    home, faults = room / "home", []
    sync(home, edition("none", 5), HashEmbedder())
    for number in range(count):
        names = [f"{number} a", f"{number} b"]
        children = [start(home, name, 5) for name in names]
        for child in children:
            assert child.stdin is not None
            child.stdin.write("\n")
            child.stdin.flush()
        said = [child.communicate(timeout=120)[0] for child in children]
        codes = [child.returncode for child in children]
        if not set(codes) <= {0, 75} or 0 not in codes:
            faults.append(f"trial {number}: they ended with {codes}: {said}")
        if any(
            code == 75 and "in progress (started " not in text for code, text in zip(codes, said, strict=True)
        ):
            faults.append(f"trial {number}: the second was told '{said}'")
        ended = [name for name, code in zip(names, codes, strict=True) if code == 0]
        wanted = [[b.text for r in edition(name, 5) for b in r.blocks] for name in ended]
        if passages(home) not in wanted or status(home, HashEmbedder()).problem:
            faults.append(f"trial {number}: the library holds something else")
    return faults
