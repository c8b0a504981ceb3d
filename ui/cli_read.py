"""`evidence show` and `evidence brief`: a citation opened again, and a briefing note."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.cli_ask import opened
from ui.cli_filters import filter_options, in_library, read_filters, wanted
from ui.cli_output import StatusLine, UserError, clean, note, say

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from assistant.types import BriefingNote, Passage

FORMS = (".md", ".docx")


@click.command()
@click.argument("citation")
@click.option(
    "--image", type=click.Path(dir_okay=False), metavar="FILE.png", help="Write the page as a picture too."
)
@click.option("--force", is_flag=True, help="Write over a picture that is there.")
def show(citation: str, image: str | None, force: bool) -> None:
    """Show a citation in its surroundings, or a document.

    The cited words stand «so»; below them is where they come from. CITATION is the reference printed with an
    answer, such as darzi-iinhs-2024#46e5dadf. The id of a document alone, such as darzi-iinhs-2024, shows
    what the library knows of it. --image writes the page of an added PDF with the cited words marked; where
    they go on to the next page, that is written to FILE-2.png.
    """
    place = _picture_place(image, force) if image else None
    if "#" not in citation:
        if image:
            raise UserError("--image is for a citation, such as darzi-iinhs-2024#46e5dadf.")
        from ui.cli_library_show import show_document

        show_document(clean(citation).strip())
        return
    assistant = opened()
    passage = assistant.show(clean(citation).strip())
    say("\n\n".join(_passage(passage, {p.id: p.title for p in assistant.publications})))
    if place:
        _write_pictures(assistant, passage.citation.id, place, force)


def _picture_place(image: str, force: bool) -> Path:
    """The file to write, looked at before the work begins. Raises UserError."""
    path = Path(image)
    if path.suffix.lower() != ".png":
        raise UserError(f"--image {image}: end the name with .png.")
    if not path.absolute().parent.is_dir():
        raise UserError(f"--image {image}: there is no folder {path.absolute().parent}.")
    _spare(path, force)
    return path


def _spare(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise UserError(f"{path} is there already. Give another name, or --force to write over it.")


def _write_pictures(assistant: Assistant, citation_id: str, path: Path, force: bool) -> None:
    """Raises UserError where there is no page to be drawn, PageImageError where it cannot be."""
    drawn = assistant.page_image(citation_id)
    if drawn is None:
        raise UserError("No picture: this citation does not stand on a page of a PDF that was added.")
    places = [path, path.with_stem(f"{path.stem}-2")]
    for place in places[1 : len(drawn.pages)]:
        _spare(place, force)
    for place, page in zip(places, drawn.pages, strict=False):
        place.write_bytes(page.png)
        note(f"Wrote {place}: {page.description}.")
    if drawn.message:
        note(drawn.message)


def _passage(passage: Passage, titles: dict[str, str]) -> Iterator[str]:
    from assistant.rendering import card

    citation = passage.citation
    yield "\n".join((citation.publication.title, *citation.heading_path))
    for i, text in enumerate(passage.paragraphs):
        if i == passage.index:
            start, end = passage.start, passage.end
            text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
        lines = text.split("\n") if i in passage.tables else [text]
        yield "\n".join(" ".join(line.split()) for line in lines)
    rows = card(citation, titles, passage.original, passage.ocr)
    yield "\n".join(f"{label}: {value}" for label, value in rows)


@click.command()
@click.argument("topic")
@click.option(
    "--out", type=click.Path(dir_okay=False), metavar="FILE", help="Write note.md or note.docx instead."
)
@filter_options
def brief(topic: str, out: str | None, **options: Any) -> None:
    """Write a briefing note on a topic.

    Every line of evidence in it was checked against its source. What an editor would send back, such as a
    sentence of over 30 words or an initialism that is not spelt out, is said beside it.
    """
    from assistant.briefing import checked_topic

    filters = read_filters(wanted(options))
    topic = checked_topic(clean(topic))
    path = _place(out) if out else None
    assistant = opened()
    filters = in_library(filters, assistant.publications)
    from assistant.briefing import write_note
    from assistant.briefing_lint import lint
    from assistant.export.markdown import note_to_markdown

    status = StatusLine()
    written = write_note(assistant, topic, filters, on_progress=status.show)
    status.clear()
    if path is None:
        say(note_to_markdown(written).rstrip())
    else:
        _write(written, path)
        note(f"Wrote {path} ({len(written.citations)} quotations).")
    for problem in lint(written):
        note(f"Before you share it: {problem}")


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
