"""`evidence fetch`: what is chosen, what is said, how it ends. Publishers stand on loopback."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from publishers import PDF, Page, Publishers, file, html, make_certificate

from corpus.catalogue import load_catalogue
from corpus.fetching.offers import policy_for
from corpus.fetching.types import FetchLimits
from ui.cli_fetch import NOTHING, bar, fetch, fetched, in_words


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def publishers(catalogue, tmp_path):
    made = make_certificate(tmp_path, policy_for(catalogue.values()).hosts)
    if made is None:
        pytest.skip("openssl is not installed, so no publisher can be stood up over https")
    with Publishers(made) as server:
        yield server


def run(tmp_path: Path, *args: str):
    """The command in this process, over an empty home."""
    return CliRunner().invoke(fetch, list(args), env={"EVIDENCE_HOME": str(tmp_path / "home")})


def ask(publishers, tmp_path, *wanted, **limits):
    """The command's own run against the publishers on loopback."""
    policy = policy_for(wanted)
    session = publishers.session(policy.hosts, policy.plain, FetchLimits(**limits))
    return fetched(list(wanted), tmp_path / "downloads", session)


def test_unknown_ids_are_named_with_near_ones(tmp_path):
    result = run(tmp_path, "darzi-iihns-2024")
    assert result.exit_code == 2
    assert "Unknown publication 'darzi-iihns-2024'. Nearest: darzi-iinhs-2024" in result.output


def test_unknown_topics_are_named_with_near_ones(tmp_path):
    result = run(tmp_path, "--topic", "plan")
    assert result.exit_code == 2
    assert "Unknown topic 'plan'. Nearest: plans" in result.output


def test_names_like_nothing_known_lead_to_the_list_of_what_is(tmp_path):
    result = run(tmp_path, "xyzzy")
    assert (
        "Unknown publication 'xyzzy'. All that are offered are listed by: evidence fetch --all"
        in result.output
    )
    result = run(tmp_path, "--topic", "xyzzy")
    assert "Unknown topic 'xyzzy'. The topics are: 10 year health plan, case studies," in result.output
    assert "washwood heath" in result.output


@pytest.mark.parametrize("args", [[], ["--all", "--topic", "plans"], ["nhf-2026", "--all"]])
def test_exactly_one_way_of_choosing(tmp_path, args):
    result = run(tmp_path, *args)
    assert result.exit_code == 2
    assert "Say what to fetch" in result.output


def test_a_dry_run_says_from_where_and_asks_nobody(tmp_path):
    result = run(tmp_path, "--dry-run", "darzi-iinhs-2024", "nhf-2026", "NHSE-PCARP-2023")
    assert result.exit_code == 0
    first, second, third = result.output.splitlines()
    assert first.startswith(
        "darzi-iinhs-2024: GOV.UK's list of its documents: https://www.gov.uk/government/"
    )
    assert "no address of its publisher is known" in second
    assert third.startswith("nhse-pcarp-2023: its file: https://www.england.nhs.uk/wp-content/")
    assert not (tmp_path / "home").exists()


def test_a_dry_run_of_everything_holds_no_press_and_is_json_where_asked(tmp_path, catalogue):
    lines = run(tmp_path, "--dry-run", "--all", "--json").output.splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) == 69
    assert all(record["url"].startswith("http") for record in records)
    assert not {"press"} & {catalogue[r["publication"]].kind.value for r in records}


def test_what_is_not_offered_is_said_and_ends_with_2(tmp_path):
    result = run(tmp_path, "nhf-2026")
    assert result.exit_code == NOTHING
    assert "nhf-2026: It is not offered for download" in result.output
    assert "Its digest stays in use." in result.output
    assert "Fetched 0 of 1." in result.output


def test_what_is_not_offered_as_json(tmp_path):
    result = run(tmp_path, "--json", "nhf-2026")
    record = json.loads(result.output.splitlines()[-1])
    assert (record["state"], record["reason"]) == ("not fetched", "It is not offered for download")


def test_the_summary_names_each_with_its_next_step(publishers, tmp_path, catalogue, capsys):
    good, page, bad = (catalogue[n] for n in ("nhse-pcarp-2023", "pac-backlogs-2023", "nhse-nhg-2025"))
    publishers.pages = {
        good.file_url: file(PDF),
        page.file_url: Page(html("Something else")),
        bad.landing_url: Page(b"", 202),
    }
    said = list(in_words(ask(publishers, tmp_path, good, page, bad)))
    assert said[0] == f"nhse-pcarp-2023: new, {len(PDF) / 1000:.0f} kB from {good.file_url}"
    assert (
        said[2] == "  Check: The words of the title were not found on it; it calls itself 'Something else'."
    )
    assert said[3].startswith(
        "nhse-nhg-2025: The publisher answered with a check for automated readers instead"
    )
    assert said[3].endswith("evidence add FILE --publication nhse-nhg-2025.")
    assert said[4] == f"  {bad.landing_url}"
    assert said[5] == "Fetched 2 of 3 (2 new)."
    progress = capsys.readouterr().err.splitlines()
    assert progress == [
        "1 of 3 nhse-pcarp-2023: new", "2 of 3 pac-backlogs-2023: new", "3 of 3 nhse-nhg-2025: not fetched",
    ]  # fmt: skip


def test_without_a_network_the_summary_is_short(publishers, tmp_path, catalogue, capsys):
    wanted = [p for p in catalogue.values() if p.file_url and p.file_url.endswith(".pdf")][:8]
    for host in policy_for(wanted).hosts:
        publishers.names.schedules[host] = [[]]
    said = list(in_words(ask(publishers, tmp_path, *wanted, retries=0)))
    assert said[-3].startswith("  http")
    assert said[-2] == "3 more were not asked, because nobody before them could be reached."
    assert said[-1] == "Fetched 0 of 8."
    assert sum("Check the connection" in line for line in said) == 5


def test_what_is_too_large_names_the_setting(publishers, tmp_path, catalogue):
    report = catalogue["nhse-pcarp-2023"]
    publishers.pages = {report.file_url: file(PDF)}
    (said, *_) = in_words(ask(publishers, tmp_path, report, bytes=10_000))
    assert "It is larger than may be fetched (more than 0 MB). Allow more with the setting" in said
    assert "EVIDENCE_FETCH_MAX_MB" in said


@pytest.fixture
def heeding_interrupts():
    """Ctrl-C counts, also where whoever runs the tests has it ignored (a job in the background)."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_stop_says_what_is_kept(publishers, tmp_path, catalogue, capsys, heeding_interrupts):
    first, second = catalogue["nhse-pcarp-2023"], catalogue["nhse-uec-plan-2023"]

    def interrupt(request):
        os.kill(os.getpid(), signal.SIGINT)
        return Page(PDF, drip=0.01)

    publishers.pages = {first.file_url: file(PDF), second.file_url: interrupt}
    with pytest.raises(click.exceptions.Exit) as ended:
        ask(publishers, tmp_path, first, second)
    assert ended.value.exit_code == 130
    assert "1 of 2 were fetched and are kept; go on with the same command" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("done", "of", "shown"),
    [(0, 10, "[....................]"), (5, 10, "[##########..........]"), (10, 10, "[####################]"),
     (0, 0, "[####################]")],
)  # fmt: skip
def test_a_bar_shows_how_much_has_come(done, of, shown):
    assert bar(done, of) == shown
