"""From what a reader typed to a query that stands alone: refusals, follow-ups, names, ambiguity, parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.comparing import sides_of
from assistant.conversation import StandAlone, asking_stems, stand_alone
from assistant.naming import name_words, named_publications, publishers_named
from assistant.reading import answer_type, parts_of
from assistant.refusals import LONGEST, refusal
from assistant.retrieval import with_asides
from assistant.spelling import Repaired, legible
from assistant.types import AnswerType, Query, Turn
from assistant.which_one import readings, taken_note
from corpus.types import Family, Publication
from indexing.filtering import passing
from indexing.types import Filters
from indexing.vocabulary import stems

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
        repair = self.read(question)
        turns = [Turn(t.role, self.read(t.content[:LONGEST]).question) for t in history]
        alone = stand_alone(repair.question, turns, self._names_in)
        standalone = alone.question
        whole = f"{standalone} {alone.asides}"
        shown = self._shown(filters)
        by_title = named_publications(whole, shown)
        # A publisher stays the one asked about until another is named.
        own_first = (publishers_named(t, shown) for t in (repair.question, standalone, alone.asides))
        by_publisher = next(filter(None, own_first), frozenset[str]())
        parts = self._parts(standalone)
        return Query(
            asked,
            standalone,
            answer_type(standalone),
            parts,
            filters,
            "; ".join(filter(None, (*repair.said, alone.carried))) or None,
            alone.asides,
            first=self._first(repair.question, alone, turns),
            repairs=repair.changes,
            named=by_title or by_publisher,
            names=name_words(whole, shown) if by_title or by_publisher else frozenset(),
            sides=sides_of(whole, shown, self.families),
            readings=self._readings(standalone, by_title, filters),
        )

    def read(self, question: str) -> Repaired:
        """A question as it is searched for by itself: on one line, its misspelt words mended."""
        return self._repair(legible(question))

    def reworded(self, query: Query, worded: str, model: str) -> Query:
        """A follow-up with a chat model's wording of it, which is searched for beside what the rules read.

        It is also what is answered where it keeps every word that says what is asked: a model may say what is
        pointed at, not what is asked. It is not used at all where it would be refused, or asked back as
        fitting several publications.
        """
        read = self.interpret(worded, (), query.filters)
        if read.refusal or read.readings:
            note = f"The chat model {model} worded this follow-up as no plain question, so that was not used."
            return replace(query, notes=(note,))
        if not asking_stems(self.read(query.asked).question) <= set(stems(read.standalone)):
            beside = f"also searched for as ‘{read.standalone}’, as the chat model {model} worded it"
            carried = "; ".join(filter(None, (query.carried, beside)))
            return replace(query, carried=carried, rewritten=read.standalone, rewritten_by=model)
        said = (*Repaired(query.asked, query.repairs).said, f"as the chat model {model} worded it")
        return replace(
            read, asked=query.asked, carried="; ".join(said), first=query.first,
            rewritten=read.standalone, rewritten_by=model,
            repairs=query.repairs, by_rules=with_asides(query.standalone, query.asides),
        )  # fmt: skip

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
        return passing(self.publications.values(), filters)

    def _readings(self, standalone: str, named: frozenset[str], filters: Filters) -> tuple:  # type: ignore[type-arg]
        shown = {p.id: p for p in self._shown(filters)}
        return readings(
            standalone, self.families, shown, named, lambda about, pid: self._speaks_to(about, pid, filters)
        )
