"""Asking the libraries of the growth benchmark the same queries in turn, each in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.growth_material import Material
from evals.benchmarks.growth_sides import SIDES, Search
from evals.benchmarks.measuring import own_process
from evals.provenance import own_memory_bytes, peak_memory_bytes

_opened: list[Search] = []
"""In a process that is asked: the library it has opened."""


@dataclass(frozen=True, slots=True)
class Timed:
    """What an asked process reports: seconds to open, milliseconds a query, bytes resident at most, and of
    those without pages of files (`own`)."""

    open_seconds: float
    first_ms: float
    plain_ms: tuple[float, ...]
    again_ms: tuple[float, ...]
    filtered_ms: tuple[float, ...]
    peak: int | None
    own: int | None


def time_queries(libraries: Mapping[Path, str], material: Material) -> dict[Path, Timed]:
    """Open every library (folder → side) and ask each query of all before the next, so that a slow minute of
    the machine is one for all, whatever their side or size; which is asked first changes."""
    with ExitStack() as stack:
        processes = {folder: stack.enter_context(own_process()) for folder in libraries}
        opened = {f: p.submit(_open, libraries[f], f, material).result() for f, p in processes.items()}

        def ask(queries: Sequence[str], filtered: bool) -> dict[Path, tuple[float, ...]]:
            ms: dict[Path, list[float]] = {folder: [] for folder in processes}
            for i, query in enumerate(queries):
                first = i % len(processes)
                for folder in [*list(processes)[first:], *list(processes)[:first]]:
                    ms[folder].append(processes[folder].submit(_ask, query, filtered).result())
            return {folder: tuple(each) for folder, each in ms.items()}

        first = ask(material.queries[:1], False)
        plain, again = ask(material.queries, False), ask(material.queries, False)
        filtered = ask(material.queries, True)
        return {
            f: Timed(opened[f], first[f][0], plain[f], again[f], filtered[f], *p.submit(_weigh).result())
            for f, p in processes.items()
        }


def _open(side: str, folder: Path, material: Material) -> float:
    started = time.perf_counter()
    _opened[:] = [SIDES[side][1](folder, material)]
    return time.perf_counter() - started


def _ask(query: str, filtered: bool) -> float:
    started = time.perf_counter()
    _opened[0](query, filtered)
    return (time.perf_counter() - started) * 1000


def _weigh() -> tuple[int | None, int | None]:
    return peak_memory_bytes(), own_memory_bytes()
