"""Hits made for these tests, with sentences taken from our own digests."""

from __future__ import annotations

from corpus.types import FactSource, Kind, PageRef, PartialDate, Publication, Role, Trust
from indexing.types import Chunk, Hit, Sentence

SENTENCES: tuple[str, ...] = (
    "Between 2006 and 2021 the share of NHS spending that went to hospitals rose from 47% to 58%.",
    "By June 2024 more than 300,000 people had waited over a year for elective treatment, fifteen times the "
    "number in March 2010.",
    "The NHS waiting list fell only from 7.5 million to 7.4 million between March 2024 and March 2025.",
    "The capital shortfall in the NHS is put at £37 billion, against £46 billion at another rate.",
    "Public satisfaction with the NHS fell by 39 percentage points from 2019 to 2024.",
    "The number of nurses working in the community fell by at least 5% between 2009 and 2023.",
    "The number of health visitors fell by nearly 20% between 2019 and 2023.",
    "Median waits for inpatient treatment rose only from 9.2 to 9.6 weeks between 2010 and 2019.",
    "The Five Year Forward View of 2014 identified a gap of £30 billion a year by 2020/21.",
    "Press reports gave up to 40 closures or planned closures of Darzi centres by 2013.",
    "Wigan Council saved more than £140 million from 2011, about 40% of its overall budget.",
    "The technical annex is listed on gov.uk as a PDF of 331 pages (15.1 MB).",
    "London's first seven polyclinics opened on 29 April 2009.",
    "NHS vanguards got £329 million direct over three years from 2015-16 plus £60 million of central funds.",
    "Medicine savings at the Jean Bishop centre in Hull come to an average of £110.17 per patient.",
    "Around 80% of the new neighbourhood health centres could possibly be funded through partnerships.",
    "The elective care waiting list in England grew from 4.4 million in February 2020 to 5.8 million in "
    "September 2021.",
    "Over one in ten hospital beds was said to be used by people who need not be there.",
    "Buurtzorg began with one team in Almelo in 2007 and by 2015 employed 8,000 nurses in 700 teams.",
    "Emergency admissions per head grew 1.6% from 2014/15 to 2017/18 in the vanguards.",
)
SOURCE = FactSource(
    fact_id="darzi-01",
    in_publication=True,
    where="page 4",
    url=None,
    seen_in=None,
    as_at="2024",
    trust=Trust.HIGH,
)


def publication(id: str = "darzi-2024", title: str = "Independent Investigation of the NHS") -> Publication:
    return Publication(
        id=id,
        title=title,
        kind=Kind.INDEPENDENT_REVIEW,
        nation="England",
        role=Role.PUBLICATION,
        topics=(),
        document_type="report",
        published=PartialDate.parse("2024-09-12"),
    )


def hit(*sentences: str | Sentence, id: str = "c1", of: Publication | None = None) -> Hit:
    whole = tuple(s if isinstance(s, Sentence) else Sentence(s, 0, SOURCE) for s in sentences)
    of = of or publication()
    chunk = Chunk(id, of.id, 0, of.title, ("Waiting", "Elective care"), PageRef(7, "5"), whole)
    return Hit(chunk, of, is_digest=True, score=1.0, cosine=0.9, share=0.3)


LIBRARY: tuple[Hit, ...] = tuple(hit(text, id=f"c{n}") for n, text in enumerate(SENTENCES))
