"""The verifier benchmark over tiny files of claims, made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_claims import OWN, own_file, write
from tiny_collection import StemEmbedder

from assistant.grounding.support import SUPPORTED_FROM
from evals.benchmarks.claim_files import read_claims
from evals.benchmarks.claim_scores import (
    auroc_interval,
    best_threshold,
    cosine,
    coverage,
    evidence_weight,
    verify,
)
from evals.benchmarks.verifier import main
from evals.benchmarks.verifier_fit import Fitted, fit
from evals.benchmarks.verifier_fit import main as fit_main


def test_methods_by_hand(tmp_path):
    (claims,) = read_claims([own_file(tmp_path / "mine")])
    weight = evidence_weight([claims])
    scored = verify(claims.claims, weight)
    assert [one.support.supported for one in scored] == [True, False, False, True]
    assert [bool(one.support.flags) for one in scored] == [False, True, False, False]
    # `9` is in no sentence and weighs ln(1 + 2.5/0.5); list, stood and million are in one of two and weigh
    # ln(1 + 1.5/1.5) each: the share found is 3 ln 2 / (3 ln 2 + ln 6).
    share = 3 * np.log(2) / (3 * np.log(2) + np.log(6))
    by_words = coverage(weight)
    spending = np.log(2) / (np.log(2) + np.log(6))  # `fell` is in no sentence
    assert [by_words(claim) for claim in claims.claims] == pytest.approx([1.0, share, spending, 1.0])
    by_cosine = cosine(StemEmbedder())
    assert by_cosine(claims.claims[3]) == pytest.approx(1.0)
    assert by_cosine(claims.claims[2]) < 0.9


def test_best_threshold_by_hand():
    # From 0.6 on two of three supported are caught and both others kept out, (2/3 + 1)/2; from 0.3 on
    # (1 + 1/2)/2.
    scores, supported = [0.3, 0.6, 0.9, 0.1, 0.4], [True, True, True, False, False]
    assert best_threshold(scores, supported) == 0.6
    assert best_threshold(scores, [True] * 5) is None


def test_auroc_interval():
    scores = [0.9, 0.8, 0.2, 0.1] * 20
    supported = [True, True, False, False] * 20
    groups = [str(n // 4) for n in range(80)]
    perfect = auroc_interval(scores, supported, groups, draws=200)
    assert (perfect.low, perfect.high, perfect.undefined_draws) == (1.0, 1.0, 0)
    tied = auroc_interval([0.5] * 80, supported, groups, draws=200)
    assert (tied.low, tied.high) == (0.5, 0.5)
    rng = np.random.default_rng(0)
    noise = auroc_interval(list(rng.random(80)), supported, groups, draws=400)
    assert noise.low < 0.5 < noise.high
    assert noise == auroc_interval(list(np.random.default_rng(0).random(80)), supported, groups, draws=400)
    assert np.isnan(auroc_interval(scores, supported, ["one"] * 80, draws=10).low)


def test_draws_without_a_class_are_counted():
    # Half the draws of two groups take one group twice, and so one label only.
    found = auroc_interval([0.9, 0.1], [True, False], ["a", "b"], draws=2000)
    assert (found.low, found.high) == (1.0, 1.0)
    assert 900 < found.undefined_draws < 1100


def test_the_report(tmp_path, capsys):
    file = own_file(tmp_path / "mine")
    assert main([str(file), "--cosine"], StemEmbedder) == 0
    text = capsys.readouterr().out
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if "| mine |" in line
    ]
    scores = {row[4]: row for row in rows if len(row) == 8 and row[4] in ("support score", "MiniLM cosine")}
    verifier = scores["support score"]
    assert verifier[:4] == ["mine", "dev", "4", "0.50"]
    assert verifier[5].startswith("1.000 [")
    assert verifier[6] == f"1.000 (from {SUPPORTED_FROM:.2f})"
    assert verifier[7].startswith("1.000")
    assert scores["MiniLM cosine"][6] == "–"
    (flags,) = (row for row in rows if row[4] == "1.000" and row[2] == "0.500")
    assert flags[2:6] == ["0.500", "0.000", "1.000", "1"]
    assert "A sample" not in text


def test_the_report_says_that_a_sample_was_drawn(tmp_path, capsys):
    lines = [line | {"claim": f"{line['claim']} {n}"} for n in range(5) for line in OWN]
    assert main([str(write(tmp_path / "many.jsonl", lines)), "--limit", "6"]) == 0
    text = capsys.readouterr().out
    assert "A sample drawn with a fixed seed, not all claims (many, all: 6 of 20)." in text


def test_the_command_refuses_and_writes(tmp_path, capsys):
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", encoding="utf-8")
    assert main([str(bad)]) == 2
    assert "bad.jsonl line 1" in capsys.readouterr().err
    results = tmp_path / "benchmarks.md"
    for _ in range(2):
        assert main([str(own_file(tmp_path / "mine")), "--write", str(results)]) == 0
    assert results.read_text(encoding="utf-8").count("## Verifier") == 1
    with pytest.raises(SystemExit):
        main([str(bad), "--limit", "0"])


def test_fitted_weights_are_never_negative():
    # The first feature tells the label, the second is noise, the third tells the opposite.
    rng = np.random.default_rng(1)
    label = rng.random(400) < 0.3
    rows = np.column_stack([1 * label, 0 * label, -1 * label]) + rng.normal(0, 1, (400, 3))
    one = Fitted("one", rows, label, rows[:, 0])
    two = Fitted("two", rows + np.asarray([5.0, 0.0, 0.0]), label, rows[:, 0])
    weights = fit([one, two])
    assert weights[0] > 0.5
    assert weights[2] == 0.0
    assert weights == pytest.approx(fit([one]), abs=0.15)  # a level of its own for each set


def test_the_fit_is_printed(tmp_path, capsys):
    files = [str(own_file(tmp_path / name)) for name in ("one", "two")]
    assert fit_main(files) == 0
    text = capsys.readouterr().out
    assert "| one, dev | 4 | " in text
    assert f"| {SUPPORTED_FROM:.2f} | 1.000 | 1.000 | 1.000 |" in text
    assert fit_main([str(write(tmp_path / "flat.jsonl", OWN[:1]))]) == 2


@pytest.mark.slow
def test_wice_reaches_what_was_aimed_at():
    shared = Path(__file__).parents[2].parent / "shared" / "dev-data" / "wice"
    if not shared.is_dir():
        pytest.skip("the development data (../shared/dev-data/wice) is not here")
    oracle = next(claims for claims in read_claims([shared]) if claims.name.endswith("oracle"))
    scored = verify(oracle.claims, evidence_weight([oracle]))
    flagged = [one for one in scored if one.support.flags]
    supported = [one.claim.supported for one in scored]
    interval = auroc_interval([o.support.score for o in scored], supported, [o.claim.group for o in scored])
    assert interval.low > 0.78
    assert sum(not one.claim.supported for one in flagged) / len(flagged) >= 0.93
