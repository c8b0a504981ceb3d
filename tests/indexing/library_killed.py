"""Trials of `kill -9` at random moments while documents are added and removed and the library is indexed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from added_documents import add_files, opened_library
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY

from indexing import generations, postings
from indexing.files import kept_path
from indexing.generations import current_generation, generation_folder
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.reporting import status
from indexing.store import Store
from indexing.sync import sync
from indexing.types import Filters

HERE = Path(__file__).parent

WORK = """
import json, sys
from pathlib import Path
import chromadb, sentencex
from added_documents import read_text
from corpus.originals import Details
from hash_embedder import HashEmbedder
from indexing.adding import Adder
from indexing.gathering import gather
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.taking_in import take_in
from sample_reports import LIBRARY
embedder = HashEmbedder()
embedder.count_pieces("warm")
home, folder, gone = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
def told(*words):
    print(json.dumps(words), flush=True)
told("ready")
def digests():
    if gone:
        Originals(store).remove(gone)
        told("removed", gone)
    return LIBRARY, ()
with opened_to_write(home) as store:
    outcomes = Adder(home, store, {}, read_text).add(list(gather([folder], Details())))
    acknowledge = lambda outcome: told(outcome.ending, outcome.publication_id)
    progress = lambda stage, done, total: told("stage", stage)
    take_in(home, store, outcomes, acknowledge, digests, embedder, progress)
told("done")
"""


@dataclass(slots=True)
class Tally:
    """What was seen in the trials: at which stage each was killed, and every fault."""

    stages: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    trials: int = 0


@dataclass(slots=True)
class Trials:
    """A library, the folder its documents come from, and what the library must hold by what was told.

    `sure` maps each document that was acknowledged to its text; `maybe` holds the texts of the run that was
    killed, any of which may be held.
    """

    room: Path
    seed: int
    tally: Tally = field(default_factory=Tally)
    sure: dict[str, str] = field(default_factory=dict)

    def run(self, count: int) -> Tally:
        """So many kills, spread evenly over the steps of a run and within them."""
        chance = random.Random(self.seed)  # noqa: S311 - moments of a test
        home, folder = self.room / "home", self.room / "in"
        folder.mkdir(parents=True)
        sync(home, LIBRARY, HashEmbedder())
        steps = len(self._trial(home, folder, chance, None))
        for number in range(count):
            pause = chance.choice((0.0, 0.01, 0.1, 1.0, 3.0)) * chance.random()
            self._trial(home, folder, chance, (number % steps, pause))
            self.tally.trials += 1
        return self.tally

    def _trial(
        self, home: Path, folder: Path, chance: random.Random, moment: tuple[int, float] | None
    ) -> list[list[object]]:
        """A run that is killed so many steps and seconds after its start, then mended; what it told."""
        edition = chance.randrange(10**9)
        held = sorted(self.sure)
        gone = chance.sample(held, min(len(held), chance.choice((0, 0, 1, 2))))
        for name in [f"d{i:02}" for i in chance.sample(range(30), 6) if f"d{i:02}" not in gone]:
            text = "\n\n".join(f"Finding {i} of {name}, edition {edition}." for i in range(4))
            (folder / f"{name}.txt").write_text(text)
        for name in gone:
            (folder / f"{name}.txt").unlink(missing_ok=True)
        # Files that an earlier run was killed before adding are still there, and are added by this one.
        texts = {path.stem: path.read_text() for path in folder.glob("*.txt")}
        told = self._killed(home, folder, gone, moment)
        self._check(home, texts, gone, told)
        sync(home, LIBRARY, HashEmbedder())
        self._check_whole(home)
        return told

    def _killed(
        self, home: Path, folder: Path, gone: list[str], moment: tuple[int, float] | None
    ) -> list[list[object]]:
        path = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
        command = [sys.executable, "-c", WORK, str(home), str(folder), json.dumps(gone)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path}
        ) as child:
            assert child.stdout is not None
            assert json.loads(child.stdout.readline()) == ["ready"]
            lines = []
            if moment is not None:
                lines = [child.stdout.readline() for _ in range(moment[0])]
                time.sleep(moment[1])
                child.kill()
            lines += child.stdout.readlines()
            said = [json.loads(line) for line in lines if line.endswith("]\n")]
        last = said[-1] if said else ["ready"]
        stage = str(last[1] if last[0] == "stage" else last[0])
        if moment is not None:
            self.tally.stages[stage] = self.tally.stages.get(stage, 0) + 1
        return said

    def _check(self, home: Path, texts: dict[str, str], gone: list[str], told: list[list[object]]) -> None:
        """Hold what is in the library after a kill against what was acknowledged."""
        acknowledged = {
            str(name) for ending, *rest in told for name in rest if ending in ("added", "replaced")
        }
        removed = {name for ending, *rest in told if ending == "removed" for name in rest[0]}  # type: ignore[attr-defined]
        store = Store.open(home)
        held = {d.publication.id: d for d in Originals(store).all()}
        store.close()
        for name in acknowledged | (self.sure.keys() - set(gone)):
            text = texts.get(name) if name in acknowledged else self.sure[name]
            self._require(name in held, f"{name} is lost")
            if name in held and text is not None:
                fits = [text, texts.get(name, text)]
                hashes = [hashlib.sha256(t.encode()).hexdigest() for t in fits]
                sha256 = held[name].original.sha256
                self._require(sha256 in hashes, f"{name} is another")
                self._require(kept_path(home, sha256).read_text() in fits, f"the file of {name} is another")
        self._require(not removed & held.keys(), "what was removed is back")
        found = status(home, HashEmbedder())
        is_waiting = found.problem is None or "evidence index" in found.problem
        self._require(is_waiting and "damaged" not in str(found.problem), f"status: {found.problem}")
        library = opened_library(home)
        answered = {h.publication.id for h in library.search("Finding of edition", Filters(), 100)}
        library.close()
        self._require(not removed & answered, "what was removed is found")
        self.sure = {
            name: texts[name]
            if name in texts and _has(document.original.sha256, texts[name])
            else self.sure[name]
            for name, document in held.items()
        }

    def _check_whole(self, home: Path) -> None:
        """Hold the mended library against what it must be."""
        library = opened_library(home)
        found: dict[str, list[str]] = {}
        for chunk in library.chunks():
            found.setdefault(chunk.publication_id, []).append(chunk.text)
        library.close()
        wanted = {r.publication.id: [b.text for b in r.blocks] for r in LIBRARY} | {
            name: [text] for name, text in self.sure.items()
        }
        self._require(found == wanted, f"holds other text: {found.keys() ^ wanted.keys()}")
        self._require(status(home, HashEmbedder()).problem is None, "the next run did not mend it")
        names = {p.name for p in (home / generations.FOLDER).iterdir()}
        self._require(current_generation(home) in names and len(names) <= 2, f"left over: {names}")

    def _require(self, holds: bool, fault: str) -> None:
        if not holds:
            self.tally.faults.append(f"trial {self.tally.trials}: {fault}")


def _has(sha256: str, text: str) -> bool:
    return hashlib.sha256(text.encode()).hexdigest() == sha256


def equals_clean_build(room: Path) -> bool:
    """Whether the library of trials holds and finds what one built from nothing of the same files does."""
    clean = room / "clean"
    kept = room / "kept"
    kept.mkdir()
    with opened_to_write(room / "home") as store:
        for document in Originals(store).all():
            source = kept_path(room / "home", document.original.sha256)
            (kept / f"{document.publication.id}.txt").write_bytes(source.read_bytes())
    add_files(clean, kept)
    sync(clean, LIBRARY, HashEmbedder())
    sides = []
    for home in (room / "home", clean):
        library = opened_library(home)
        chunks = {c.id: c.embedded_text for c in library.chunks()}
        vectors = library._store.vectors.by_id(HashEmbedder.fingerprint, list(chunks))
        questions = [f"Finding {i} of d{i:02}" for i in range(20)]
        nearest = [list(library.nearest(q, Filters(), 10)) for q in questions]
        files = (generation_folder(home, library.version) / postings.FOLDER).iterdir()
        terms = {path.name: path.read_bytes() for path in files}
        sides.append((chunks, {i: v.tobytes() for i, v in vectors.items()}, terms, nearest))
        library.close()
    (mended, bytes_of, terms, nearest), (built, bytes_clean, terms_clean, nearest_clean) = sides
    near = sum(len(set(a) & set(b)) for a, b in zip(nearest, nearest_clean, strict=True))
    total = sum(map(len, nearest_clean))
    return (mended, bytes_of, terms) == (built, bytes_clean, terms_clean) and near >= 0.995 * total
