"""A citation opens again in its surroundings, and one that is not there is refused."""

from __future__ import annotations

import pytest
from small_library import SmallLibrary

from assistant.chain import Assistant
from assistant.errors import CitationNotFoundError
from assistant.grounding.gate import citation_id

UNIFORM = "Each uniform lasted two years."


def test_every_sentence_of_the_library_opens_by_its_citation(small: SmallLibrary) -> None:
    sentences = [(c.publication_id, s.text) for c in small.library.chunks() for s in c.sentences]
    assert len(sentences) > 10
    for publication_id, text in sentences:
        passage = small.assistant.show(citation_id(publication_id, text))
        assert passage.paragraphs[passage.index][passage.start : passage.end] == text
        assert passage.citation.quotation == text
        assert passage.citation.publication.id == publication_id
        assert passage.citation.is_digest


def test_a_passage_is_the_whole_section_and_the_quotation_stands_in_it(asker: Assistant) -> None:
    passage = asker.show(citation_id("lantern-2023", UNIFORM))
    assert passage.citation.heading_path == ("Uniforms",)
    assert passage.paragraphs == (f"Nurses bought uniforms worth £2 million in 2021. {UNIFORM}",)
    assert passage.start > 0
    section = asker.show(
        citation_id("beds-2022", "In March 2022 hospitals lost 450,000 bed days to delayed discharges.")
    )
    assert len(section.paragraphs) == 2
    assert section.index == 1


@pytest.mark.parametrize(
    "unknown",
    ["", "#", "lantern-2023", "lantern-2023#00000000", "nowhere#00000000", citation_id("hull-2021", UNIFORM)],
)
def test_an_unknown_citation_is_refused_by_name(asker: Assistant, unknown: str) -> None:
    with pytest.raises(CitationNotFoundError, match="No sentence in this library") as raised:
        asker.show(unknown)
    assert f"'{unknown}'" in str(raised.value)
