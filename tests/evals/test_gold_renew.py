"""A set is marked as checked against another corpus only where every quotation still stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from gold_files import write_set
from sample_items import REPORTS

from evals.gold import HEADER, GoldError, read_set
from evals.gold_check import corpus_mark, require_sound
from evals.gold_renew import renew

MARK = corpus_mark(REPORTS)
OLD = "0123456789abcdef" * 4
ITEM = (
    '{"id": "q-1", "group": "q-1", "tags": ["figure"], "question": "How long is the list?", '
    '"answerability": "answerable", "nuggets": [{"id": "n1", "text": "It grew.", "evidence": '
    '[{"publication": "waits-2024", "section": "Size", "quote": "grew to 7.6 million cases"}]}]}\n'
)
BLOCK = f"""corpus:  # the corpus it was written for
  # two lines, both renewed
  sha256: {OLD}  # of its text
  publications: 99
"""


def gold(folder: Path, corpus: str, item: str = ITEM) -> Path:
    """A set marked for a corpus that is gone."""
    write_set(folder, all=item)
    path = folder / HEADER
    path.write_text("# A set of my own – é.\n" + path.read_text("utf-8") + corpus, "utf-8")
    return folder


@pytest.mark.parametrize(
    "corpus",
    [
        BLOCK,
        f'corpus:\n  publications: 99\n  sha256: "{OLD}"\n',
        f"corpus: {{sha256: {OLD}, publications: 99}}\n",
        f"corpus: {{\n  publications: 99,\n  sha256: '{OLD}'\n}}\n",
    ],
)
def test_a_sound_set_is_marked_anew(tmp_path: Path, corpus: str) -> None:
    folder = gold(tmp_path / "mine", corpus)
    before = read_set(str(folder))
    with pytest.raises(GoldError, match="--renew"):
        require_sound(before, REPORTS)
    assert renew(str(folder), REPORTS) == MARK
    after = read_set(str(folder))
    require_sound(after, REPORTS)
    assert after.header.corpus == MARK
    assert after.sha256 == before.sha256, "its items are the same, so runs still compare"
    assert [p.name for p in folder.iterdir() if p.suffix == ".new"] == []


def test_everything_else_in_the_header_stays(tmp_path: Path) -> None:
    folder = gold(tmp_path / "mine", BLOCK)
    path = folder / HEADER
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    renew(str(folder), REPORTS)
    expected = before.replace(OLD.encode(), MARK.sha256.encode())
    assert path.read_bytes() == expected.replace(b"publications: 99", b"publications: 2")
    once = path.read_bytes()
    renew(str(folder), REPORTS)
    assert path.read_bytes() == once


def test_gold_rot_leaves_the_header_as_it_is(tmp_path: Path) -> None:
    folder = gold(tmp_path / "mine", BLOCK, ITEM.replace("grew to", "shrank to"))
    before = (folder / HEADER).read_bytes()
    with pytest.raises(GoldError, match=r"Gold rot in 'mine': 1 problems?\."):
        renew(str(folder), REPORTS)
    assert (folder / HEADER).read_bytes() == before


def test_a_set_without_a_mark_has_nothing_to_renew(tmp_path: Path) -> None:
    folder = gold(tmp_path / "mine", "")
    for name in (folder, folder / "all.jsonl"):
        with pytest.raises(GoldError, match="there is nothing to renew"):
            renew(str(name), REPORTS)


def test_a_header_written_in_an_unusual_way_is_left_and_the_values_are_told(tmp_path: Path) -> None:
    folder = gold(tmp_path / "mine", f'corpus: {{"sha256": {OLD}, "publications": 99}}\n')
    before = (folder / HEADER).read_bytes()
    with pytest.raises(GoldError, match=f"sha256: {MARK.sha256}, publications: 2"):
        renew(str(folder), REPORTS)
    assert (folder / HEADER).read_bytes() == before
    assert yaml.safe_load(before)["corpus"]["publications"] == 99
