"""`evidence corpus check`: whether the digests may ship."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ui.cli_output import PARTIAL, UserError, end, say

_FACT = re.compile(r"· fact [a-z0-9-]+$", re.MULTILINE)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option(
    "--digests", type=_FOLDER, metavar="DIR", help="Folder of digests, if not that of the settings."
)
@click.option(
    "--against",
    type=_FILE,
    multiple=True,
    metavar="FILE",
    help="Text that no eight words may be shared with.",
)
def check(digests: Path | None, against: tuple[Path, ...]) -> None:
    """List every fault of the digests; the exit code is 1 where there is one."""
    from assistant.settings import load_settings
    from corpus.catalogue import load_catalogue, load_disagreements
    from corpus.digest_check import check_folder

    settings = load_settings()
    folder = digests or settings.digests
    sources = {path.name: _text(path) for path in against}
    topics = load_disagreements(settings.disagreements)
    count, faults = check_folder(folder, load_catalogue(settings.catalogue), topics, sources)
    if not count:
        raise UserError(f"No digest (*.md) is in {folder}.")
    facts = sum(len(_FACT.findall(p.read_text("utf-8", "replace"))) for p in folder.glob("*.md"))
    for fault in faults:
        say(fault)
    found = f"{len(faults):,} {'fault' if len(faults) == 1 else 'faults'}" if faults else "no fault"
    say(f"{count:,} {'digest' if count == 1 else 'digests'}, {facts:,} facts: {found}")
    if faults:
        end(PARTIAL)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UserError(f"--against {path}: it is not UTF-8 text. Turn it into plain text first.") from None
