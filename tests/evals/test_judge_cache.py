"""Replies that were paid for are kept, whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.judge_cache import ReplyCache, reply_key
from evals.judge_inputs import JudgeError


def test_a_key_differs_with_model_version_prompt_and_run() -> None:
    keys = {
        reply_key("m", "v", "p", 1), reply_key("m2", "v", "p", 1), reply_key("m", "v2", "p", 1),
        reply_key("m", "v", "p2", 1), reply_key("m", "v", "p", 2), reply_key("mv", "", "p", 1),
    }  # fmt: skip
    assert len(keys) == 6
    assert reply_key("m", "v", "p", 1) in keys


def test_a_reply_is_there_again_after_it_was_put_and_nothing_else_is(tmp_path: Path) -> None:
    path = tmp_path / "run" / "replies.jsonl"
    with ReplyCache(path) as cache:
        assert cache.get("a") is None
        cache.put("a", 'one\nline "and" another \u2028 \ud800')
        assert cache.get("a") == 'one\nline "and" another \u2028 \ud800'
    with ReplyCache(path) as cache:
        assert cache.get("a") == 'one\nline "and" another \u2028 \ud800'
        assert cache.get("b") is None


def test_a_reply_is_on_disk_before_the_file_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    with ReplyCache(path) as cache:
        cache.put("a", "1")
        with ReplyCache(path) as other:
            assert other.get("a") == "1"


def test_reading_alone_makes_no_file(tmp_path: Path) -> None:
    with ReplyCache(tmp_path / "replies.jsonl") as cache:
        cache.get("a")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("cut", range(1, 25))
def test_a_line_cut_off_by_a_kill_is_asked_for_again_and_harms_no_other(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "replies.jsonl"
    with ReplyCache(path) as cache:
        cache.put("a", "1")
        cache.put("b", "2")
    path.write_bytes(path.read_bytes()[:-cut])
    with ReplyCache(path) as cache:
        assert cache.get("a") == "1"
        assert cache.get("b") == ("2" if cut == 1 else None)  # 1: only the end of the line is missing
        cache.put("c", "3")
    with ReplyCache(path) as cache:
        assert (cache.get("a"), cache.get("c")) == ("1", "3")


def test_a_first_line_cut_off_is_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text('{"key": "a", "re')
    with ReplyCache(path) as cache:
        cache.put("b", "2")
    with ReplyCache(path) as cache:
        assert cache.get("b") == "2"


def test_of_two_replies_to_one_key_the_first_counts(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    with ReplyCache(path) as cache:
        cache.put("a", "1")
        cache.put("a", "2")
        assert cache.get("a") == "1"
    with ReplyCache(path) as cache:
        assert cache.get("a") == "1"


@pytest.mark.parametrize(
    "content", [b"some notes\nof mine\n", b"\x00\xff\n\n", b'{"key": 1, "reply": 2}\n', b"[]\n"]
)
def test_another_kind_of_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_bytes(content)
    with pytest.raises(JudgeError, match="Move it away"):
        ReplyCache(path)
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(JudgeError, match="cannot be read"):
        ReplyCache(tmp_path)


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with ReplyCache(tmp_path / "file" / "replies.jsonl") as cache, pytest.raises(JudgeError, match="written"):
        cache.put("a", "1")
