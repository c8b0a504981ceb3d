"""`evidence ask`: one question, or a file of them."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import click

from ui.cli_filters import Wanted, filter_options, in_library, read_filters, wanted
from ui.cli_output import PARTIAL, StatusLine, UserError, clean, end, json_line, say

if TYPE_CHECKING:
    from assistant.chain import Assistant
    from assistant.types import Answer
    from ui.cli_batch import Asked

ONE = "1"
"""The id in the record of a question asked by itself."""


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one line of JSON.")
@click.option(
    "--batch", type=click.File("rb"), metavar="FILE.jsonl", help="Ask every line (- reads the input)."
)
@click.option(
    "--out", type=click.Path(dir_okay=False), metavar="FILE", help="Where to write a batch's answers."
)
@filter_options
def ask(
    question: str | None, as_json: bool, batch: IO[bytes] | None, out: str | None, **options: Any
) -> None:
    """Answer a question, with its sources.

    A question that is refused is a result: the exit code is 0.
    """
    one_or_many(question, batch, out)
    typed = wanted(options)
    filters = read_filters(typed)
    assistant = opened()
    filters = in_library(filters, assistant.publications)
    if batch is not None:
        _ask_all(assistant, batch, out, typed)
        return
    status = StatusLine()
    answer: Answer | None = None
    for progress in assistant.stream(clean(question or ""), filters=filters):
        status.show(progress.stage)
        answer = progress.answer or answer
    status.clear()
    if answer is None:
        raise RuntimeError("the question ended without an answer")
    _print(answer, as_json)


def one_or_many(question: str | None, batch: IO[bytes] | None, out: str | None) -> None:
    """Raise UserError unless there is either a question or a batch, and a file only for a batch."""
    if (question is None) == (batch is None):
        raise UserError('Give a question in quotation marks, or --batch FILE.jsonl: evidence ask "…".')
    if out is not None and batch is None:
        raise UserError("--out is for --batch only.")


def opened() -> Assistant:
    """The assistant over the library of the settings."""
    status = StatusLine()
    status.show("Opening the library")
    from assistant.compose import open_assistant
    from assistant.settings import load_settings

    try:
        return open_assistant(load_settings())
    finally:
        status.clear()


def _print(answer: Answer, as_json: bool) -> None:
    from assistant.records import to_record
    from assistant.rendering import to_text
    from assistant.types import Outcome

    say(json_line(to_record(answer, ONE)) if as_json else to_text(answer).rstrip())
    if answer.outcome is Outcome.FAILED:
        end(PARTIAL)


def _ask_all(assistant: Assistant, batch: IO[bytes], out: str | None, default: Wanted) -> None:
    from assistant.records import to_record
    from ui.cli_batch import run_batch, writing_to

    def answer(line: Asked) -> dict[str, Any]:
        filters = in_library(read_filters(line.typed.or_else(default)), assistant.publications)
        return to_record(assistant.ask(line.question, line.history, filters), line.id)

    with writing_to(out, batch) as write:
        failures = run_batch(batch, answer, failed_answer, write)
    if failures:
        end(PARTIAL)


def failed_answer(record_id: str, question: str, message: str) -> dict[str, Any]:
    """The record of a question that could not be asked: the same fields, with the outcome `failed`."""
    from assistant.records import to_record
    from assistant.types import Answer, AnswerType, Outcome, Query

    query = Query(question, question, AnswerType.FINDING, (question,))
    return to_record(Answer(query, Outcome.FAILED, message), record_id)
