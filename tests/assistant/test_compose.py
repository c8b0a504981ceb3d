"""The parts put together from settings: nothing indexed, foreign indexes, two homes side by side."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from small_library import DIGESTS, SmallLibrary, digest_text, write_files

from assistant.chain import Assistant
from assistant.compose import open_assistant
from assistant.keeping import build_index, library_status
from assistant.settings import Settings
from assistant.types import Outcome
from corpus.types import CorpusError
from indexing.types import IndexForeignError, IndexMissingError

WALES = "How many people were on the treatment waiting list in Wales in January 2024?"


def settings_of(folder: Path, home: Path) -> Settings:
    """The settings of a library whose files `write_files` wrote."""
    return Settings(
        home=home,
        digests=folder / "digests",
        catalogue=folder / "catalogue.toml",
        disagreements=folder / "disagreements.toml",
    )


def test_a_home_without_an_index_names_the_command(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "none")
    with pytest.raises(IndexMissingError, match="evidence index"):
        open_assistant(settings)
    status = library_status(settings)
    assert status.generation is None
    assert status.problem is not None
    assert "evidence index" in status.problem
    assert not settings.home.exists()


def test_an_index_of_another_model_is_not_opened(small: SmallLibrary) -> None:
    settings = settings_of(small.folder, small.folder / "home")
    with pytest.raises(IndexForeignError, match="rebuild"):
        open_assistant(settings)
    assert "rebuild" in (library_status(settings).problem or "")


def test_a_folder_without_digests_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    write_files(tmp_path)
    (tmp_path / "empty").mkdir()
    settings = settings_of(tmp_path, tmp_path / "home").model_copy(update={"digests": tmp_path / "empty"})
    with pytest.raises(CorpusError, match="EVIDENCE_DIGESTS"):
        build_index(settings)
    assert not settings.home.exists()


@pytest.mark.slow
def test_two_homes_live_side_by_side(tmp_path: Path) -> None:
    opened: list[Assistant] = []
    for name, people in (("one", "700,000"), ("two", "800,000")):
        folder = tmp_path / name
        write_files(folder)
        facts = [replace(f, text=f.text.replace("700,000", people)) for f in DIGESTS["wales-2024"]]
        (folder / "digests" / "wales-2024.md").write_text(digest_text("wales-2024", facts), encoding="utf-8")
        settings = settings_of(folder, folder / "home")
        summary = build_index(settings)
        assert summary.added == len(DIGESTS)
        assert summary.problems == ()
        opened.append(open_assistant(settings))
    shown = [" ".join(s.text for s in assistant.ask(WALES).sentences) for assistant in opened]
    assert "700,000" in shown[0]
    assert "800,000" not in shown[0]
    assert "800,000" in shown[1]
    assert opened[0].library_version != opened[1].library_version
    shutil.rmtree(tmp_path / "one" / "home")
    assert opened[1].ask(WALES).outcome is Outcome.ANSWERED


@pytest.mark.slow
def test_a_digest_that_cannot_be_read_is_named_and_the_rest_indexed(tmp_path: Path) -> None:
    write_files(tmp_path)
    (tmp_path / "digests" / "wales-2024.md").write_text("no front matter", encoding="utf-8")
    settings = settings_of(tmp_path, tmp_path / "home")
    summary = build_index(settings)
    assert summary.added == len(DIGESTS) - 1
    assert [p.path for p in summary.problems] == ["wales-2024.md"]
    assert build_index(settings).no_op
    assert library_status(settings).problem is None
    assert open_assistant(settings).ask(WALES).outcome is Outcome.NOT_IN_EVIDENCE
