"""What is kept of a run: records, unchanged and changed files, what stays after a stop or a failure."""

from __future__ import annotations

import json

import pytest
from publishers import PDF, Page, file, html, left_behind

from corpus.fetching.offers import policy_for
from corpus.fetching.records import all_records
from corpus.fetching.types import FetchReason, State
from corpus.types import CorpusError


def test_unchanged_by_304_and_by_content_and_changed(publishers, fetch_from, report, tmp_path):
    publishers.pages = {report.file_url: file(PDF, etag='"v1"')}
    (first,) = fetch_from(report).fetched
    (second,) = fetch_from(report).fetched
    assert publishers.received[-1].headers["if-none-match"] == '"v1"'
    publishers.pages = {report.file_url: file(PDF)}
    (third,) = fetch_from(report).fetched
    fresh = PDF.replace(b"Catalog", b"Catalan")
    publishers.pages = {report.file_url: file(fresh)}
    (fourth,) = fetch_from(report).fetched
    states = [first.state, second.state, third.state, fourth.state]
    assert states == [State.NEW, State.UNCHANGED, State.UNCHANGED, State.CHANGED]
    assert first.path == third.path != fourth.path
    assert fourth.path.read_bytes() == fresh
    assert left_behind(tmp_path / "downloads") == sorted([fourth.path.name, f"{report.id}.json"])


def test_a_failure_leaves_what_was_fetched_before(publishers, fetch_from, report, tmp_path):
    publishers.pages = {report.file_url: file(PDF, etag='"v1"')}
    (before,) = fetch_from(report).fetched
    for page in (Page(html("Just a moment...")), Page(PDF, cut=500), Page(b"", 404)):
        publishers.pages = {report.file_url: page}
        assert fetch_from(report).not_fetched
        (kept,) = all_records(tmp_path / "downloads")
        assert (kept.sha256, kept.path.read_bytes()) == (before.sha256, PDF)


def test_a_damaged_download_is_fetched_anew(publishers, fetch_from, report, tmp_path):
    publishers.pages = {report.file_url: file(PDF, etag='"v1"')}
    (before,) = fetch_from(report).fetched
    before.path.write_bytes(PDF[:-5] + b"ruin\n")
    assert all_records(tmp_path / "downloads") == ()
    (again,) = fetch_from(report).fetched
    assert "if-none-match" not in publishers.received[-1].headers
    assert again.path.read_bytes() == PDF


def test_the_record_says_where_when_and_what(publishers, fetch_from, report, tmp_path):
    publishers.pages = {report.file_url: file(PDF, etag='"v1"')}
    (found,) = fetch_from(report).fetched
    record = json.loads((tmp_path / "downloads" / f"{report.id}.json").read_text())
    assert record["url"] == record["asked"] == report.file_url
    assert record["retrieved"].startswith("2026-03-01T12:00:")
    assert record["retrieved"].endswith("+00:00")
    assert (record["size"], record["etag"], record["path"]) == (len(PDF), '"v1"', found.path.name)
    assert len(record["sha256"]) == 64


def test_a_stop_keeps_what_is_complete_and_what_can_be_gone_on_with(
    publishers, fetch_from, shipped_catalogue, tmp_path
):
    first, second = shipped_catalogue["nhse-uec-plan-2023"], shipped_catalogue["nhse-pcarp-2023"]
    publishers.pages = {first.file_url: file(PDF, etag='"a"'), second.file_url: file(PDF * 50, etag='"b"')}

    def stop(name, done, of):
        if name == second.id and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_from(first, second, progress=stop)
    (kept,) = all_records(tmp_path / "downloads")
    assert kept.publication == first.id
    (found,) = fetch_from(second).fetched
    assert publishers.received[-1].headers["range"] != "bytes=0-"
    assert found.path.read_bytes() == PDF * 50


def test_each_outcome_is_told_as_it_is_settled(publishers, fetch_from, report, web):
    publishers.pages = {report.file_url: file(PDF)}
    told = []
    fetch_from(web, report, each=lambda outcome: told.append(outcome.publication))
    assert told == [web.id, report.id]


def test_a_second_run_into_the_same_folder_is_refused(publishers, fetch_from, report):
    publishers.pages = {report.file_url: file(PDF)}

    def second(outcome):
        with pytest.raises(CorpusError, match="Another run is fetching"):
            fetch_from(report)

    assert fetch_from(report, each=second).fetched


def test_where_nobody_can_be_reached_the_rest_is_not_tried(publishers, fetch_from, shipped_catalogue):
    wanted = [p for p in shipped_catalogue.values() if p.file_url and p.file_url.endswith(".pdf")][:7]
    for host in policy_for(wanted).hosts:
        publishers.names.schedules[host] = [[]]
    summary = fetch_from(*wanted, retries=0)
    reasons = [FetchReason.UNREACHABLE] * 5 + [FetchReason.NOT_ASKED] * 2
    assert [m.reason for m in summary.not_fetched] == reasons
