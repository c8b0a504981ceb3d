"""The assistant follows the library: each question is answered from the index that is current."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_library import DIGESTS, WordEmbedder, assistant_over, write_files

from assistant.chain import Assistant
from assistant.reopening import CurrentAssistant
from assistant.retrieval import Retrieval
from corpus.catalogue import load_catalogue
from corpus.digests import read_digests
from indexing.generations import current_generation, generation_folder
from indexing.search import Library
from indexing.sync import fingerprint, sync
from indexing.types import Filters, Hit, IndexDamagedError


class Shelf:
    """A library in a folder, indexed and opened as often as wanted; what was opened is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        write_files(folder)
        self.opened: list[WatchedLibrary] = []
        self.damaged = False
        self.index()

    def index(self) -> str:
        reports, _ = read_digests(self.folder / "digests", load_catalogue(self.folder / "catalogue.toml"))
        return sync(self.home, reports, WordEmbedder()).generation

    def change(self) -> str:
        """Take one digest away."""
        left = sorted((self.folder / "digests").glob("*.md"))
        left[-1].unlink()
        return self.index()

    def open(self) -> Assistant:
        if self.damaged:
            raise IndexDamagedError("The index is damaged.")
        embedder = WordEmbedder()
        library = WatchedLibrary(self.home, embedder, fingerprint(embedder))
        library.home = self.home
        self.opened.append(library)
        return assistant_over(self.folder, library, Retrieval(library))

    def assistant(self) -> CurrentAssistant:
        return CurrentAssistant(self.open, lambda: current_generation(self.home))


class WatchedLibrary(Library):
    """Remembers that it was closed."""

    closed = False
    home = Path()

    def search(self, question: str, filters: Filters, top_k: int) -> tuple[Hit, ...]:
        if not generation_folder(self.home, self.version).exists():
            raise OSError("unable to open database file")
        return super().search(question, filters, top_k)

    def close(self) -> None:
        self.closed = True
        super().close()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    for library in made.opened:
        if not library.closed:
            library.close()


def test_nothing_is_opened_anew_while_the_library_is_the_same(shelf: Shelf) -> None:
    assistant = shelf.assistant()
    for _ in range(3):
        list(assistant.stream("How many people wait?"))
        assert len(assistant.publications) == len(DIGESTS)
    assert len(shelf.opened) == 1


def test_the_next_question_is_asked_of_the_new_index_and_the_old_one_closed(shelf: Shelf) -> None:
    assistant = shelf.assistant()
    before = assistant.library_version
    generation = shelf.change()
    assert assistant.library_version == generation != before
    assert len(assistant.publications) == len(DIGESTS) - 1
    assert [library.closed for library in shelf.opened] == [True, False]


def test_a_question_goes_on_in_the_index_it_began_in(shelf: Shelf) -> None:
    assistant = shelf.assistant()
    stages = assistant.stream("How many people were on the waiting list in Wales?")
    next(stages)
    shelf.change()
    assert assistant.library_version == current_generation(shelf.home)
    assert not shelf.opened[0].closed
    answer = [p.answer for p in stages if p.answer][-1]
    assert answer is not None
    assert shelf.opened[0].closed
    assert not shelf.opened[1].closed


def test_a_question_whose_index_is_taken_away_is_asked_of_the_new_one(shelf: Shelf) -> None:
    assistant = shelf.assistant()
    stages = assistant.stream("How many people were on the waiting list in Wales?")
    next(stages)
    old = assistant.library_version
    shelf.change()
    shutil.rmtree(generation_folder(shelf.home, old))
    answer = [p.answer for p in stages if p.answer][-1]
    assert answer is not None
    assert len(shelf.opened) == 2


def test_a_fault_that_has_another_cause_is_not_hidden(shelf: Shelf) -> None:
    assistant = shelf.assistant()
    shutil.rmtree(generation_folder(shelf.home, assistant.library_version))
    with pytest.raises(OSError, match="unable to open"):
        list(assistant.stream("How many people were on the waiting list in Wales?"))


def test_a_stream_that_is_dropped_lets_go_too(shelf: Shelf) -> None:
    assistant = shelf.assistant()
    stages = assistant.stream("How many people wait?")
    next(stages)
    shelf.change()
    assert assistant.publications
    stages.close()  # type: ignore[attr-defined]
    assert shelf.opened[0].closed


def test_where_the_new_index_cannot_be_opened_the_old_one_answers(shelf: Shelf) -> None:
    assistant = shelf.assistant()
    before = assistant.library_version
    generation = shelf.change()
    shelf.damaged = True
    assert assistant.library_version == before
    assert not shelf.opened[0].closed
    shelf.damaged = False
    assert assistant.library_version == generation


def test_while_one_opens_the_new_index_others_are_answered_from_the_old(shelf: Shelf) -> None:
    opening, go_on = threading.Event(), threading.Event()
    first = shelf.open()

    def slow() -> Assistant:
        if not opened:
            opened.append(1)
            return first
        opening.set()
        assert go_on.wait(60)
        return shelf.open()

    opened: list[int] = []
    assistant = CurrentAssistant(slow, lambda: current_generation(shelf.home))
    before = assistant.library_version
    generation = shelf.change()
    told: list[str] = []
    asking = threading.Thread(target=lambda: told.append(assistant.library_version))
    asking.start()
    assert opening.wait(60)
    assert assistant.library_version == before
    go_on.set()
    asking.join(60)
    assert told == [generation] == [assistant.library_version]


def test_many_threads_and_many_changes(shelf: Shelf) -> None:
    assistant = shelf.assistant()
    faults: list[BaseException] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                assert [p.answer for p in assistant.stream("How many people were on the waiting list?")][-1]
            except BaseException as error:
                faults.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        shelf.change()
    stop.set()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert assistant.library_version == current_generation(shelf.home)
    assert sum(not library.closed for library in shelf.opened) == 1
