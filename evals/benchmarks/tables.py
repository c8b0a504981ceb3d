"""Markdown tables, and the sections of docs/benchmarks.md that commands write."""

from __future__ import annotations

import math
import os
import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from evals.statistics import Interval, PairedDifference, bootstrap_interval, ratio

NOT_SHOWN = ("--home", "--write")
"""Options that say where files lie on one machine; they change no figure."""

_NAME = re.compile(r"[a-z0-9][a-z0-9 ._-]*")


class SectionError(Exception):
    """A results file cannot be written into; the message says what to mend."""


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table of GitHub's Markdown; numbers line up on the right. Raises ValueError where a row is too long
    or too short."""
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row has {len(row)} cells, the header {len(header)}")
    cells = [[_cell(value) for value in row] for row in rows]
    numeric = [
        all(re.match(r"[+−-]?\d|–$", row[i]) for row in cells) and bool(cells) for i in range(len(header))
    ]
    lines = [[_cell(value) for value in header], ["--:" if right else "---" for right in numeric], *cells]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: object) -> str:
    text = "–" if value is None else str(value)
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())


def tallies(scores: Sequence[float]) -> list[tuple[float, float]]:
    """Scores as rows of (sum, count), which `evals.statistics` takes for a mean."""
    return [(score, 1.0) for score in scores]


def mean_cell(scores: Sequence[float], groups: Sequence[str]) -> str:
    """The mean with its 95% bootstrap interval over groups."""
    return with_interval(sum(scores) / len(scores), bootstrap_interval(tallies(scores), groups, ratio))


def ratio_cell(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The ratio of the means of two measurements of the same things, with its 95% bootstrap interval."""
    pairs = list(zip(ours, theirs, strict=True))
    interval = bootstrap_interval(pairs, [str(i) for i in range(len(pairs))], ratio)
    return with_interval(sum(ours) / sum(theirs), interval)


def with_interval(value: float, interval: Interval) -> str:
    """A value and its 95% interval, three decimals; a real minus."""
    return f"{value:.3f} [{interval.low:.3f}, {interval.high:.3f}]".replace("-", "−")


def signed(value: float) -> str:
    """Three decimals with a sign, none where they are all 0; a real minus."""
    if math.isnan(value):
        return "–"
    return f"{value:+.3f}".replace("-", "−") if abs(value) >= 0.0005 else "0.000"


def with_difference(paired: PairedDifference, p_value: float) -> str:
    """A paired difference, its 95% interval and p."""
    low, high = signed(paired.interval.low), signed(paired.interval.high)
    p = "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
    return f"{signed(paired.difference)} [{low}, {high}], {p}"


def megabytes(count: float | None) -> str | None:
    """Bytes as whole megabytes of 10^6 bytes; None stays None."""
    return None if count is None else f"{count / 1e6:,.0f}"


def shown_command(module: str, arguments: Sequence[str]) -> str:
    """The command that made a result; absolute paths, which are of one machine, by their name only."""
    shown: list[str] = []
    skip = False
    for argument in arguments:
        option = argument.split("=", 1)[0]
        if skip or option in NOT_SHOWN:
            skip = not skip and option == argument
            continue
        shown.append(f"…/{Path(argument).name}" if argument.startswith("/") else argument)
    return " ".join([f"python -m {module}", *shown])


def section_text(title: str, command: str, day: date, body: str) -> str:
    """One section: heading, command and date, then the body."""
    return f"## {title}\n\n`{command}` · {day.day} {day:%B %Y}\n\n{body.strip()}\n"


def publish(
    title: str, name: str, module: str, arguments: Sequence[str], body: str, path: Path | None
) -> None:
    """Print what a command found as a section of today and, where a file is named, put it there under `name`.
    Raises SectionError."""
    text = section_text(title, shown_command(module, arguments), date.today(), body)
    print(text)
    if path:
        write_section(path, name, text)


def write_section(path: Path, name: str, text: str) -> None:
    """Put a section between its markers in a file, replacing what the same command wrote before.

    Everything outside the markers stays as it was; a new section goes to the end; a missing file is made.
    Raises SectionError where the file cannot be read or written or one of the two markers is missing.
    """
    if not _NAME.fullmatch(name):
        raise SectionError(f"'{name}' is no name for a section; use small letters, digits, spaces, . _ and -")
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    section = f"{begin}\n{text.strip()}\n{end}"
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
        if (before.count(begin), before.count(end)) not in ((0, 0), (1, 1)):
            raise SectionError(
                f"{path} must hold '{begin}' and '{end}' once each, or neither. Mend it by hand."
            )
        if begin in before:
            head, rest = before.split(begin)
            if end not in rest:
                raise SectionError(f"{path}: '{end}' stands before '{begin}'. Mend it by hand.")
            after = head + section + rest.split(end)[1]
        else:
            after = f"{before.rstrip()}\n\n{section}\n"
        _replace(path, after)
    except (OSError, UnicodeDecodeError) as error:
        raise SectionError(f"{path} cannot be written ({error}). Name another file with --write.") from error


def _replace(path: Path, text: str) -> None:
    """Whole or not at all."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    os.chmod(file.name, mode)
    os.replace(file.name, path)
