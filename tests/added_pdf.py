"""A small PDF, and a library to which documents are added and from which they are removed."""

from __future__ import annotations

import zlib
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from small_library import WordEmbedder, assistant_over, write_files
from tagged_pdf import Put, tagged_pdf

from assistant.chain import Assistant
from assistant.page_images import PageImages
from assistant.reopening import CurrentAssistant
from assistant.retrieval import Retrieval
from corpus.catalogue import load_catalogue
from corpus.digests import read_digests
from corpus.originals import Details
from corpus.parsing.reading import read_document
from corpus.parsing.sandbox import Sandbox
from indexing.adding import Adder, Ending
from indexing.gathering import gather
from indexing.generations import current_generation
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.search import Library
from indexing.sync import bring_up_to_date, fingerprint

TITLE = "Lighthouse keepers"
COUNTED = "The survey counted 412 lighthouse keepers on the northern coast in May 2020."
BROKEN_OFF = "Most of the keepers lived at their lighthouse for the whole of the winter and"
GOES_ON = "returned to the mainland when the ferries ran again in spring."
MARK = (255, 226, 105)
"""White paper under the marking."""


def lighthouse_pdf() -> bytes:
    """Two pages, printed as 5 and 6: a sentence wholly on the first, and one that goes on to the second."""
    first = [
        Put(TITLE, 70, 780, size=20, bold=True),
        Put("The survey counted 412 lighthouse keepers on the northern", 70, 700),
        Put("coast in May 2020.", 70, 685),
        Put(BROKEN_OFF, 70, 90),
        Put("5", 290, 30),
    ]
    second = [
        Put(GOES_ON, 70, 780),
        Put("Their letters are kept in the archive of the harbour.", 70, 700),
        Put("6", 290, 30),
    ]
    return tagged_pdf([first, second])


def pixels(png: bytes) -> npt.NDArray[np.uint8]:
    """The picture of a PNG as our own writer makes it: (height, width, 3)."""
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    at, packed = 8, b""
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + size]
        at += size + 12
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + 3 * width)
    return rows[:, 1:].reshape(height, width, 3)


def marked_rows(png: bytes) -> npt.NDArray[np.int_]:
    """The rows of a picture in which paper is marked."""
    return np.flatnonzero((pixels(png) == MARK).all(axis=2).any(axis=1))


class Harbour:
    """The small library of digests in a folder, with documents added and removed, and an assistant that
    follows it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        write_files(folder)
        self.images = PageImages(self.home)
        self._index()

    def add(self, name: str, data: bytes, details: Details | None = None) -> str:
        """Add a document, read in the sandbox, and index it; its publication id."""
        path = self.folder / name
        path.write_bytes(data)
        with opened_to_write(self.home) as store, Sandbox() as sandbox:
            adder = Adder(self.home, store, {}, partial(read_document, sandbox=sandbox))
            (outcome,) = adder.add(list(gather([path], details or Details())))
        assert outcome.ending is Ending.ADDED, outcome.reason
        self._index()
        return outcome.publication_id or ""

    def remove(self, publication_id: str) -> None:
        """Remove a document and index the rest."""
        with opened_to_write(self.home) as store:
            Originals(store).remove([publication_id])
        self._index()

    def assistant(self) -> CurrentAssistant:
        """An assistant that takes up each index."""
        return CurrentAssistant(self._open, lambda: current_generation(self.home))

    def _index(self) -> None:
        reports, _ = read_digests(self.folder / "digests", load_catalogue(self.folder / "catalogue.toml"))
        with opened_to_write(self.home) as store:
            bring_up_to_date(self.home, store, reports, WordEmbedder())

    def _open(self) -> Assistant:
        embedder = WordEmbedder()
        library = Library(self.home, embedder, fingerprint(embedder))
        return assistant_over(self.folder, library, Retrieval(library), page_images=self.images)
