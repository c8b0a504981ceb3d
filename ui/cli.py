"""The command line: `evidence …`. Each command imports what it needs when it runs: help is instant."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from typing import Any

import click

from ui import (
    cli_ask,
    cli_chat,
    cli_corpus,
    cli_eval,
    cli_fetch,
    cli_index,
    cli_judge,
    cli_library,
    cli_library_add,
    cli_read,
    cli_search,
)
from ui.cli_output import UserError, note, plain_message

FAULT = 3
"""Exit code of a fault of the program itself."""


class Evidence(click.Group):
    """The one place where a mistake of the user or of the index becomes a plain message and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            note("Stopped.")
            raise click.exceptions.Exit(130) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise UserError(f"{where}{error.strerror or error}.") from None
        except Exception as error:
            if message := plain_message(error):
                raise UserError(message) from None
            raise


@click.group(cls=Evidence, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="policy-evidence-assistant", prog_name="evidence")
def cli() -> None:
    """Answer policy questions from published evidence, with citations that code has checked.

    Start with `evidence chat`: it indexes the evidence where needed and opens the page.
    """


@cli.group()
def corpus() -> None:
    """Look after the digests."""


for command in (
    cli_ask.ask, cli_search.search, cli_chat.chat, cli_index.index, cli_index.status, cli_read.show,
    cli_read.brief, cli_eval.evaluate, cli_fetch.fetch, cli_library_add.add, cli_library.remove,
    cli_library.list_documents, cli_library.verify, cli_library.backup, cli_library.restore,
    cli_library.rebuild, cli_library.rollback,
):  # fmt: skip
    cli.add_command(command)
corpus.add_command(cli_corpus.check)
cli_eval.evaluate.add_command(cli_judge.judge)


def main() -> None:
    """Run `evidence` and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows ? in its place
    try:
        cli.main(prog_name="evidence")
    except Exception:
        traceback.print_exc()
        note("This is a fault of the program, not of what you typed.")
        sys.exit(FAULT)
    finally:
        _let_go_of_output()


def _let_go_of_output() -> None:
    """What cannot be written any more is dropped, so that Python does not complain of it at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
