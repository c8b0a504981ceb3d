"""`evidence chat`: the library brought up to date, then the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ui.cli_index import bring_up_to_date, in_words
from ui.cli_output import note, say

if TYPE_CHECKING:
    from assistant.reopening import CurrentAssistant
    from assistant.settings import Settings
    from assistant.types import BriefingNote

HOST = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="Port of the page [default: 7860].")
@click.option("--no-index", is_flag=True, help="Open the page without looking whether the digests changed.")
def chat(port: int | None, no_index: bool) -> None:
    """Open the page on this machine.

    The digests are indexed first where they changed or no index is there yet. What is added to the library or
    removed while the page is open counts from the next question on.
    """
    from assistant.settings import load_settings
    from ui.cli_read import drafted
    from ui.server import serve

    settings = load_settings()

    def opened() -> CurrentAssistant:
        if not no_index:
            _index(settings)
        note("Opening the library and the page.")
        from assistant.compose import open_current_assistant

        assistant = open_current_assistant(settings)
        assistant.warm_up()
        return assistant

    def brief(assistant: CurrentAssistant, topic: str) -> tuple[BriefingNote, str, bytes]:
        with assistant.using() as current:
            return drafted(current, topic)

    serve(opened, brief, HOST, port or settings.port, say)


def _index(settings: Settings) -> None:
    """Bring the library up to date; where another run is doing so, the present index will do."""
    from indexing.generations import current_generation
    from indexing.types import IndexBusyError

    try:
        summary = bring_up_to_date(settings)
    except IndexBusyError as error:
        if current_generation(settings.home) is None:
            raise
        note(str(error))
        return
    if not summary.no_op:
        note(in_words(summary))
