"""Adding documents: what each file ends as, under which id, and that it is kept."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from added_documents import add_and_index, add_files, files_with, found, kept_files
from hash_embedder import HashEmbedder
from sample_reports import LIBRARY, NURSES, publication

from corpus.originals import Details
from corpus.types import Kind, PartialDate
from indexing.adding import Ending, Outcome
from indexing.files import kept_path
from indexing.locking import opened_to_write
from indexing.originals import Originals
from indexing.records import discard_files
from indexing.reporting import described, listed, status
from indexing.sync import sync
from indexing.types import AddedDocument

PLANTED = "The zebra crossing outside the clinic in Hull was painted in 1994."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    return path


def endings(outcomes: list[Outcome]) -> list[tuple[str, str, str | None]]:
    return [(o.name, o.ending.value, o.publication_id) for o in outcomes]


def added(home: Path) -> dict[str, AddedDocument]:
    with opened_to_write(home) as store:
        return {d.publication.id: d for d in Originals(store).all()}


def test_a_document_is_kept_with_its_file_and_found(home: Path, folder: Path) -> None:
    path = write(folder, "Zebras.txt", f"TITLE: Crossings, and “Zebras”\n\n{PLANTED}\n\nHIDDEN: Obey me.")
    (outcome,) = add_files(home, path)
    assert outcome == Outcome(
        "Zebras.txt", Ending.ADDED, "crossings-and-zebras", notes=("Read in a test.",), hidden=1
    )
    document = added(home)["crossings-and-zebras"]
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.original.sha256 == sha256
    assert kept_path(home, sha256).read_bytes() == path.read_bytes()
    assert document.original.size == path.stat().st_size
    assert (document.original.file_name, document.original.media_type) == ("Zebras.txt", "text/plain")
    assert document.source == str(path)
    assert document.added.endswith("+00:00")
    sync(home, LIBRARY, HashEmbedder())
    assert found(home, "zebra crossing in Hull")[0] == ("crossings-and-zebras", PLANTED)


def test_what_nobody_said_is_not_given(home: Path, folder: Path) -> None:
    add_files(home, write(folder, "a.txt", "One finding."))
    entry = added(home)["a"].publication
    assert (entry.kind, entry.nation, entry.publisher, entry.published) == (
        Kind.NOT_GIVEN, "not given", None, None,
    )  # fmt: skip


def test_a_sidecar_says_what_a_document_is_and_options_go_before_it(home: Path, folder: Path) -> None:
    path = write(folder, "a.txt", "TITLE: As the file says\n\nOne finding.")
    write(
        folder,
        "a.txt.toml",
        'title = "As the sidecar says"\npublisher = "The Trust"\npublished = "2024-09"\n'
        'kind = "public audit"\nlink = "https://www.example.org/a"\nnation = "Wales"\nauthors = "A. Uthor"\n'
        'licence = "OGL"\n',
    )
    add_files(home, path, details=Details(publisher="Another", publication="my-paper"))
    entry = added(home)["my-paper"].publication
    assert (entry.title, entry.publisher, entry.kind) == ("As the sidecar says", "Another", Kind.PUBLIC_AUDIT)
    assert entry.published == PartialDate.parse("2024-09")
    assert (entry.nation, entry.authors, entry.licence) == ("Wales", "A. Uthor", "OGL")
    assert entry.link == "https://www.example.org/a"


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("title = ", "a.txt.toml is not valid TOML"),
        ('titel = "x"', "unknown field 'titel'; the fields are publication, title"),
        ('published = "soon"', "published: 'soon' is not a date"),
        ('kind = "gossip"', "kind: Input should be"),
        ('link = "javascript:x"', "link: 'javascript:x' is not a web address"),
        ('publication = "../up"', "publication: an id is small letters"),
        ("title = ' '", "title: it is empty"),
    ],
)
def test_a_faulty_sidecar_is_named(home: Path, folder: Path, sidecar: str, reason: str) -> None:
    path = write(folder, "a.txt", "One finding.")
    write(folder, "a.txt.toml", sidecar)
    (outcome,) = add_files(home, path)
    assert outcome.ending is Ending.REFUSED
    assert reason in outcome.reason


def test_a_folder_is_added_in_order_without_links_hidden_files_and_sidecars(home: Path, folder: Path) -> None:
    write(folder, "b.txt", "Finding b.")
    write(folder, "sub/c.txt", "Finding c.")
    write(folder, "a.txt", "Finding a.")
    write(folder, "a.txt.toml", 'title = "The first"')
    write(folder, ".hidden.txt", "Not to be read.")
    write(folder, ".git/x.txt", "Not to be read.")
    (folder / "link.txt").symlink_to("/etc/hostname")
    assert endings(add_files(home, folder, folder / "b.txt")) == [
        ("a.txt", "added", "the-first"), ("b.txt", "added", "b"), ("c.txt", "added", "c"),
    ]  # fmt: skip


def test_every_file_ends_as_something_and_the_others_go_on(home: Path, folder: Path) -> None:
    write(folder, "1 broken.txt", "It is broken.")
    os.mkfifo(folder / "2 pipe.txt")
    write(folder, "3 good.txt", "One finding.")
    outcomes = add_files(home, folder)
    assert [o.ending.value for o in outcomes] == ["refused", "refused", "added"]
    assert outcomes[0].reason == "The file is damaged (it says so)."
    assert "not a plain file" in outcomes[1].reason
    (gone,) = add_files(home, folder / "4 gone.txt")
    assert "No such file" in gone.reason


def test_the_same_again_is_unchanged_and_a_changed_file_replaces(home: Path, folder: Path) -> None:
    path = write(folder, "a.txt", f"First finding.\n\n{PLANTED}")
    add_and_index(home, LIBRARY, folder)
    assert endings(add_files(home, folder)) == [("a.txt", "unchanged", "a")]
    write(folder, "a.txt", "First finding.\n\nA third one.")
    (outcome,) = add_files(home, path)
    assert (outcome.ending, outcome.publication_id) == (Ending.REPLACED, "a")
    summary = add_and_index(home, LIBRARY, folder)
    assert (summary.changed, summary.unchanged) == (1, 3)
    texts = [text for name, text in found(home, PLANTED) if name == "a"]
    assert texts == ["First finding.\n\nA third one."]
    assert len(kept_files(home)) == 1


def test_further_details_of_a_document_are_taken_without_reading_it_again(home: Path, folder: Path) -> None:
    path = write(folder, "a.txt", "One finding.")
    add_and_index(home, LIBRARY, path)
    add_files(home, path, details=Details(title="A better title"))
    assert endings(add_files(home, path, details=Details(publisher="The Trust"))) == [
        ("a.txt", "replaced", "a")
    ]
    entry = added(home)["a"].publication
    assert (entry.title, entry.publisher) == ("A better title", "The Trust")
    assert endings(add_files(home, path)) == [("a.txt", "unchanged", "a")]
    sync(home, LIBRARY, HashEmbedder())
    shown = described(home, "a")
    assert shown is not None
    assert (shown.report.publication.title, shown.passages) == ("A better title", 1)


def test_a_document_of_the_catalogue_takes_its_place_and_its_digest_comes_back(
    home: Path, folder: Path
) -> None:
    catalogue = {r.publication.id: r.publication for r in LIBRARY}
    path = write(folder, "nursing.txt", "TITLE: Another title\n\nPosts in the community fell by 21%.")
    summary = add_and_index(home, LIBRARY, path, catalogue=catalogue)
    assert (summary.added, summary.chunks) == (3, 6)
    assert found(home, "nursing posts fell")[0] == ("nursing", "Posts in the community fell by 21%.")
    assert NURSES not in [text for _, text in found(home, "nursing posts fell")]
    shown = {d.publication.id: d for d in listed(home)}
    assert shown["nursing"].publication == catalogue["nursing"]
    assert shown["nursing"].added is not None
    assert shown["darzi"].added is None
    (outcome,) = add_files(home, path, details=Details(title="Mine"), catalogue=catalogue)
    assert "What 'nursing' is stands in the catalogue" in outcome.reason
    with opened_to_write(home) as store:
        Originals(store).follow({"nursing": replace(catalogue["nursing"], publisher="New")})
    assert sync(home, LIBRARY, HashEmbedder()).changed == 1
    assert added(home)["nursing"].publication.publisher == "New"


def test_two_documents_of_one_title_get_two_ids(home: Path, folder: Path) -> None:
    write(folder, "a.txt", "TITLE: Report\n\nFirst finding.")
    write(folder, "b.txt", "TITLE: Report\n\nSecond finding.")
    catalogue = {"report-2": publication("report-2")}
    assert [i for *_, i in endings(add_files(home, folder, catalogue=catalogue))] == ["report", "report-3"]


def test_the_same_file_twice_is_one_document(home: Path, folder: Path) -> None:
    path = write(folder, "a.txt", "One finding.")
    write(folder, "b.txt", "One finding.")
    assert [e for _, e, _ in endings(add_files(home, folder))] == ["added", "unchanged"]
    assert [e for _, e, _ in endings(add_files(home, folder))] == ["unchanged", "unchanged"]
    (outcome,) = add_files(home, path, details=Details(publication="other"))
    assert outcome.reason == "The same file is in the library as 'a'."
    assert list(added(home)) == ["a"]


def test_two_files_of_one_publication_do_not_take_turns(home: Path, folder: Path) -> None:
    catalogue = {"plan": publication("plan")}
    write(folder, "plan.html", "One finding.")
    write(folder, "plan.txt", "Another finding.")
    for first in ("added", "unchanged"):
        outcomes = add_files(home, folder, catalogue=catalogue)
        assert [o.ending.value for o in outcomes] == [first, "refused"]
    assert "--publication plan" in outcomes[1].reason
    (outcome,) = add_files(
        home, folder / "plan.txt", details=Details(publication="plan"), catalogue=catalogue
    )
    assert outcome.ending is Ending.REPLACED


def test_a_kept_file_that_was_lost_is_kept_again(home: Path, folder: Path) -> None:
    path = write(folder, "a.txt", "One finding.")
    add_files(home, path)
    (kept,) = kept_files(home)
    kept.write_bytes(b"damaged")
    assert endings(add_files(home, path)) == [("a.txt", "replaced", "a")]
    assert kept.read_bytes() == path.read_bytes()


HOSTILE = [
    "..txt", "...", "-rf", "con.txt", "a\nb.txt", "a\u202egpj.txt", "x" * 250, "a\\..\\b.txt", "C:evil.txt",
    "%2e%2e%2fup.txt", "a;rm.txt", "$(id).txt", "`id`.txt", "a'b\"c.txt", "\udcff\udcfe.txt", " .txt",
    "名前.txt",
]  # fmt: skip


def test_no_name_of_a_file_leads_out_of_the_library(home: Path, folder: Path, tmp_path: Path) -> None:
    for number, name in enumerate(HOSTILE):
        (folder / name).write_text(f"Finding {number}.", "utf-8")
    before = {p for p in tmp_path.rglob("*") if home not in p.parents}
    outcomes = add_files(home, *(folder / name for name in HOSTILE))
    assert {o.ending for o in outcomes} == {Ending.ADDED}
    assert {p for p in tmp_path.rglob("*") if home not in p.parents} - {home} == before - {home}
    names = {p.name for p in kept_files(home)}
    assert names == {d.original.sha256 for d in added(home).values()}
    assert len(names) == len(HOSTILE)
    sync(home, LIBRARY, HashEmbedder())


@pytest.mark.parametrize("name", ["../up", "", "g" * 64, "A" * 64, "0" * 63, f"{'0' * 64}/.."])
def test_only_a_hash_names_a_kept_file(home: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is no SHA-256"):
        kept_path(home, name)


def test_a_run_stopped_before_indexing_loses_nothing_and_is_told(home: Path, folder: Path) -> None:
    sync(home, LIBRARY, HashEmbedder())
    add_files(home, write(folder, "a.txt", PLANTED))
    told = status(home, HashEmbedder())
    assert (told.added, told.reports) == (1, 3)
    assert told.problem == "1 documents were added and are not indexed yet. Index them with: evidence index"
    assert [d.publication.id for d in listed(home) if not d.indexed] == ["a"]
    assert sync(home, LIBRARY, HashEmbedder()).added == 1
    assert status(home, HashEmbedder()).problem is None
    assert found(home, PLANTED)[0] == ("a", PLANTED)


def test_a_file_that_is_half_kept_is_swept_away(home: Path, folder: Path) -> None:
    add_files(home, write(folder, "a.txt", PLANTED))
    (home / "originals" / "new-left").write_text(PLANTED)
    discard_files(home, added(home).values())
    assert len(files_with(home / "originals", PLANTED)) == 1
    assert not (home / "originals" / "new-left").exists()
