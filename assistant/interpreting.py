"""From what a reader typed to a query that stands alone: refusals, follow-ups, names, ambiguity, parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.conversation import StandAlone, stand_alone
from assistant.naming import name_words, named_publications, publishers_named
from assistant.reading import answer_type, parts_of
from assistant.refusals import refusal
from assistant.spelling import Repaired
from assistant.types import AnswerType, Query, Turn
from assistant.which_one import readings, taken_note
from corpus.types import Family, Publication
from indexing.types import Filters

SpeaksTo = Callable[[str, str, Filters], float]
Repair = Callable[[str], Repaired]


class Interpreter:
    """Reads questions for one library."""

    def __init__(
        self,
        publications: Sequence[Publication],
        families: Sequence[Family],
        speaks_to: SpeaksTo,
        repair: Repair = Repaired,
    ) -> None:
        """`speaks_to(subject, publication id, filters)` is how well a publication speaks to a subject,
        `repair(question)` mends its misspelt words; by default there are none."""
        self.publications = {p.id: p for p in publications}
        self.families = tuple(families)
        self._speaks_to = speaks_to
        self._repair = repair

    def interpret(self, question: str, history: Sequence[Turn], filters: Filters) -> Query:
        """The question made ready to search, or the reason it is not searched for."""
        asked = " ".join(question.split())
        if refused := refusal(question, follows=bool(history)):
            return Query(asked, asked, AnswerType.FINDING, (asked,), filters, refusal=refused)
        repair = self._repair(asked)
        alone = stand_alone(repair.question, history, self._names_in)
        standalone = alone.question
        whole = f"{standalone} {alone.asides}"
        shown = self._shown(filters)
        by_title = named_publications(whole, shown)
        by_publisher = publishers_named(standalone, shown)
        parts = self._parts(standalone)
        return Query(
            asked,
            standalone,
            answer_type(standalone),
            parts,
            filters,
            "; ".join(filter(None, (*repair.said, alone.carried))) or None,
            alone.asides,
            first=self._first(repair.question, alone, history),
            named=by_title or by_publisher,
            names=name_words(whole, shown) if by_title or by_publisher else frozenset(),
            readings=self._readings(standalone, by_title, filters),
        )

    def _first(self, asked: str, alone: StandAlone, history: Sequence[Turn]) -> str:
        leans = alone.asides or alone.question != asked
        return (
            next((t.content for t in history if t.role == "user" and t.content.strip()), "") if leans else ""
        )

    def taken(self, query: Query, cited: Sequence[str]) -> str | None:
        """A note where the question names a person and the answer rests on some of their works only."""
        return taken_note(query.standalone, self.families, self.publications, cited)

    def _parts(self, standalone: str) -> tuple[str, ...]:
        """The parts of a question, each read in the light of the one before it."""
        parts = parts_of(standalone)
        alone: list[str] = []
        for part in parts:
            before = [Turn("user", alone[-1])] if alone else []
            read = stand_alone(part, before, self._names_in)
            alone.append(f"{read.question} ({read.asides})" if read.asides else read.question)
        return tuple(alone)

    def _names_in(self, text: str) -> tuple[str, ...]:
        found = named_publications(text, self.publications.values())
        titles = [self.publications[i].title for i in sorted(found)]
        heads = [title.split(":")[0] for title in titles]
        return tuple(h if len(h.split()) >= 4 else t for h, t in zip(heads, titles, strict=True))[:2]

    def _shown(self, filters: Filters) -> tuple[Publication, ...]:
        from indexing.search import allowed

        return tuple(p for p in self.publications.values() if allowed(p, filters))

    def _readings(self, standalone: str, named: frozenset[str], filters: Filters) -> tuple:  # type: ignore[type-arg]
        shown = {p.id: p for p in self._shown(filters)}
        return readings(
            standalone, self.families, shown, named, lambda about, pid: self._speaks_to(about, pid, filters)
        )
