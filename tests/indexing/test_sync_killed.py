"""`kill -9` at any moment of a build: the index that was there answers, nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY, report

from corpus.types import Report
from indexing import generations
from indexing.generations import FOLDER
from indexing.reporting import status
from indexing.search import Library
from indexing.sync import fingerprint, sync
from indexing.types import Filters

KILLS = 20
HERE = Path(__file__).parent

BUILD = """
import sys
from pathlib import Path
import chromadb
import sentencex
from hash_embedder import HashEmbedder
from test_sync_killed import edition
from indexing.sync import sync
embedder = HashEmbedder()
embedder.count_pieces("warm")
print("ready", flush=True)
def told(stage, done, total):
    if stage == "Learning passages":
        print(done, flush=True)
sync(Path(sys.argv[1]), edition(sys.argv[2]), embedder, progress=told)
print("done", flush=True)
"""


def edition(name: str) -> tuple[Report, ...]:
    """A library of which every edition shares half its reports with the others."""
    same = [report(f"s{i:02}", *(f"Shared finding {i} {j} on waiting." for j in range(4))) for i in range(30)]
    own = [report(f"o{i:02}", *(f"Finding {i} {j} of edition {name}." for j in range(4))) for i in range(30)]
    return (*LIBRARY, *same, *own)


def answers(home: Path) -> tuple[list[str], list[str]]:
    """Every passage, and the passages found for a question, as a reader sees them."""
    embedder = HashEmbedder()
    library = Library(home, embedder, fingerprint(embedder))
    try:
        found = library.search("findings on the waiting list", Filters(), 50)
        return [c.text for c in library.chunks()], [h.chunk.text for h in found]
    finally:
        library.close()


def start(home: Path, name: str) -> subprocess.Popen[str]:
    """A process that builds an edition, ready to begin."""
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
    child = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(home), name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n", child.communicate()[1]
    return child


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_index_survives_being_killed_at_any_moment_of_a_build(shared_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(shared_home, tmp_path / "home")
    whole = 120.0
    for name in ("first", "second", "third"):  # the quickest: the machine may be busy with something else
        with start(home, name) as child:
            began = time.monotonic()
            said = child.communicate(timeout=120)[0]
            whole = min(whole, time.monotonic() - began)
        assert said.endswith("done\n")
    chance = random.Random(20261122)  # noqa: S311 - moments of a test
    before_publishing = 0
    for number in range(KILLS):
        old = answers(home)
        pointer = generations.require_current(home)
        name = f"edition {number}"
        with start(home, name) as child:
            time.sleep(whole * (number + chance.random()) / KILLS)
            child.kill()
            said = child.communicate(timeout=60)[0]
        assert status(home, HashEmbedder()).problem is None
        if generations.require_current(home) == pointer:
            before_publishing += 1
            assert answers(home) == old
        acknowledged = max((int(line) for line in said.split() if line.isdigit()), default=0)
        embedder = HashEmbedder()
        summary = sync(home, edition(name), embedder)
        assert len(embedder.asked) == summary.embedded <= 120 - acknowledged
        texts = [b.text for r in edition(name) for b in r.blocks]
        assert answers(home)[0] == texts
        current = generations.require_current(home)
        kept = {p.name for p in (home / FOLDER).iterdir()}
        assert current in kept
        assert summary.no_op or len(kept) == generations.KEEP
    assert before_publishing > KILLS / 4
    clean = tmp_path / "clean"
    sync(clean, edition(name), HashEmbedder())
    assert answers(home) == answers(clean)
