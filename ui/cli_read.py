"""`evidence show` and `evidence brief`: a citation opened again, and a briefing note."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.cli_ask import opened
from ui.cli_filters import filter_options, known_publishers, read_filters, wanted
from ui.cli_output import StatusLine, UserError, clean, note, say

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from assistant.types import BriefingNote, Passage

FORMS = (".md", ".docx")


@click.command()
@click.argument("citation")
def show(citation: str) -> None:
    """Show a citation in its surroundings.

    The cited words stand «so»; below them is where they come from. CITATION is the reference printed with an
    answer, such as darzi-iinhs-2024#46e5dadf.
    """
    assistant = opened()
    passage = assistant.show(clean(citation).strip())
    say("\n\n".join(_passage(passage, {p.id: p.title for p in assistant.publications})))


def _passage(passage: Passage, titles: dict[str, str]) -> Iterator[str]:
    from assistant.rendering import card

    citation = passage.citation
    yield "\n".join((citation.publication.title, *citation.heading_path))
    for i, text in enumerate(passage.paragraphs):
        if i == passage.index:
            start, end = passage.start, passage.end
            text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
        yield " ".join(text.split())
    yield "\n".join(f"{label}: {value}" for label, value in card(citation, titles))


@click.command()
@click.argument("topic")
@click.option(
    "--out", type=click.Path(dir_okay=False), metavar="FILE", help="Write note.md or note.docx instead."
)
@filter_options
def brief(topic: str, out: str | None, **options: Any) -> None:
    """Write a briefing note on a topic.

    Every line of evidence in it was checked against its source.
    """
    from assistant.briefing import checked_topic

    filters = read_filters(wanted(options))
    topic = checked_topic(clean(topic))
    path = _place(out) if out else None
    assistant = opened()
    filters = known_publishers(filters, assistant.publications)
    from assistant.briefing import write_note
    from assistant.export.markdown import note_to_markdown

    status = StatusLine()
    written = write_note(assistant, topic, filters, on_progress=status.show)
    status.clear()
    if path is None:
        say(note_to_markdown(written).rstrip())
        return
    _write(written, path)
    note(f"Wrote {path} ({len(written.citations)} quotations).")


def _place(out: str) -> Path:
    """The file to write, tried before the work begins. Raises UserError."""
    path = Path(out)
    if path.suffix.lower() not in FORMS:
        raise UserError(f"--out {out}: end the name with .md or .docx, which decides the form.")
    if not path.absolute().parent.is_dir():
        raise UserError(f"--out {out}: there is no folder {path.absolute().parent}.")
    return path


def _write(written: BriefingNote, path: Path) -> None:
    from assistant.export.docx import note_to_docx
    from assistant.export.markdown import note_to_markdown

    forms: dict[str, Callable[[BriefingNote], bytes]] = {
        ".md": lambda made: note_to_markdown(made).encode("utf-8"),
        ".docx": note_to_docx,
    }
    path.write_bytes(forms[path.suffix.lower()](written))


def drafted(assistant: Assistant, topic: str) -> tuple[BriefingNote, str, bytes]:
    """A note with its two forms, as the page needs it. Raises AssistantError."""
    from assistant.briefing import write_note
    from assistant.export.docx import note_to_docx
    from assistant.export.markdown import note_to_markdown

    written = write_note(assistant, topic)
    return written, note_to_markdown(written), note_to_docx(written)
