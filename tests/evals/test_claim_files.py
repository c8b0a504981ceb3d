"""Files of claims: the forms that are read, and what is refused."""

from __future__ import annotations

import json

import pytest
from tiny_claims import OWN, own_file, write

from evals.benchmarks.claim_files import ORACLE_SENTENCES, ClaimsError, read_claims, sampled


def test_our_own_form(tmp_path):
    (claims,) = read_claims([own_file(tmp_path / "mine")])
    assert (claims.name, claims.split, claims.of) == ("mine", "dev", 4)
    assert [claim.supported for claim in claims.claims] == [True, False, False, True]
    assert claims.claims[2].evidence == ("Spending rose.",)
    first, second, third, fourth = (claim.group for claim in claims.claims)
    assert first == second != third == fourth == "money"


def test_labels_in_words_and_folders_of_folders(tmp_path):
    labels = ("supported", "partial", "unsupported", "contradicted", "inconsistent")
    lines = [{"claim": "It is.", "evidence": "It is.", "label": label, "topic": "t"} for label in labels]
    write(tmp_path / "a" / "claims.jsonl", lines)
    write(tmp_path / "b" / "claims.jsonl", lines[:1])
    sets = read_claims([tmp_path])
    assert [one.name for one in sets] == ["a", "b"]
    assert [claim.supported for claim in sets[0].claims] == [True, False, False, False, False]
    assert {claim.group for claim in sets[0].claims} == {"t"}


def test_wice_gives_an_oracle_and_a_whole_page(tmp_path):
    page = [f"Sentence {n}." for n in range(40)]
    lines = [
        {"claim": "A.", "evidence_sentences": page, "supporting_sets": [[3], [3, 39]], "label": "supported"},
        {"claim": "B.", "evidence_sentences": page, "supporting_sets": [[]], "label": "unsupported"},
    ]
    oracle, whole = read_claims([write(tmp_path / "wice.jsonl", lines)])
    assert (oracle.name, whole.name) == ("wice, oracle", "wice, whole page")
    assert whole.claims[0].evidence == tuple(page)
    for claim in oracle.claims:  # none can be told by how much evidence it has
        assert len(claim.evidence) == ORACLE_SENTENCES
        assert sorted(claim.evidence, key=page.index) == list(claim.evidence)
    assert {"Sentence 3.", "Sentence 39."} <= set(oracle.claims[0].evidence)
    assert read_claims([tmp_path / "wice.jsonl"])[0] == oracle


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"claim": "It is.", "evidence": ["It is."]}', "label"),
        ('{"claim": "It is.", "evidence": ["It is."], "label": "yes"}', "label"),
        ('{"claim": "It is.", "evidence": ["It is."], "label": 1}', "label"),
        ('{"claim": "", "evidence": ["It is."], "label": true}', "claim"),
        ('{"claim": "It is.", "label": true}', "one of evidence and evidence_sentences"),
        (
            '{"claim": "It is.", "evidence_sentences": ["A."], "supporting_sets": [[1]], "label": true}',
            "supporting",
        ),
        ('{"claim": "It is."', "JSON"),
    ],
)
def test_a_bad_line_is_refused_by_its_number(tmp_path, line: str, said: str):
    good = json.dumps(OWN[0])
    file = tmp_path / "mine.jsonl"
    file.write_text(f"{good}\n\n{line}\n{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(ClaimsError) as refused:
        read_claims([file])
    assert "mine.jsonl line 3: " in str(refused.value)
    assert "mine.jsonl line 5: " in str(refused.value)
    assert said in str(refused.value)


def test_files_that_cannot_be_used(tmp_path):
    empty = write(tmp_path / "empty.jsonl", [])
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    one, other = own_file(tmp_path / "x" / "same"), own_file(tmp_path / "y" / "same")
    for paths, said in (
        ([tmp_path / "missing.jsonl"], "cannot be read"),
        ([empty], "No claim was found"),
        ([binary], "cannot be read"),
        ([tmp_path], "holds no claims.jsonl"),
        ([one, other], "both"),
    ):
        with pytest.raises(ClaimsError, match=said):
            read_claims(paths)


def test_a_gold_set_of_claims(tmp_path):
    evidence = [{"publication": "p", "page": 1, "quote": "It fell to 7."}]
    lines = [
        {"id": "a", "group": "pub:p", "claim": "It fell.", "verdict": "supported", "evidence": evidence},
        {
            "id": "b",
            "group": "pub:p",
            "claim": "It rose.",
            "verdict": "direction_differs",
            "evidence": evidence,
            "correct": "fell",
        },
        {"id": "c", "group": "pub:q", "claim": "It is a shame.", "verdict": "opinion"},
    ]
    write(tmp_path / "gold" / "some.jsonl", lines)
    header = (
        "schema: evidence-gold/1\nname: gold\nversion: '1'\nkind: KIND\nabout: x\nsplits: {dev: {files: [F]}}"
    )
    header = header.replace("F]", "some.jsonl]")
    (tmp_path / "gold" / "evalset.yaml").write_text(header.replace("KIND", "claims"), encoding="utf-8")
    (claims,) = read_claims([tmp_path / "gold"])
    assert (claims.name, claims.split) == ("gold", "dev")
    assert [(c.text, c.evidence, c.supported, c.group) for c in claims.claims] == [
        ("It fell.", ("It fell to 7.",), True, "pub:p"),
        ("It rose.", ("It fell to 7.",), False, "pub:p"),
    ]
    (tmp_path / "gold" / "evalset.yaml").write_text(header.replace("KIND", "briefs"), encoding="utf-8")
    with pytest.raises(ClaimsError, match=r"some\.jsonl:1"):
        read_claims([tmp_path / "gold"])


def test_a_sample_is_always_the_same(tmp_path):
    lines = [{"claim": f"Claim {n}.", "evidence": "It is.", "label": n % 2 == 0} for n in range(50)]
    (claims,) = read_claims([write(tmp_path / "many.jsonl", lines)])
    drawn = sampled(claims, 10)
    assert len(drawn.claims) == 10
    assert drawn == sampled(claims, 10)
    assert drawn.of == 50
    assert [int(c.text[6:-1]) for c in drawn.claims] == sorted(int(c.text[6:-1]) for c in drawn.claims)
    assert sampled(claims, 50) is claims
