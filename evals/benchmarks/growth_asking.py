"""Asking the sides of the growth benchmark the same queries in turn, each side in a process of its own."""

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


def time_queries(folders: Mapping[str, Path], material: Material) -> dict[str, Timed]:
    """Open the library of each side and ask every query of all sides before the next, so that a slow minute
    of the machine is one for all; which side is asked first alternates."""
    with ExitStack() as stack:
        processes = {side: stack.enter_context(own_process()) for side in folders}
        opened = {s: p.submit(_open, s, folders[s], material).result() for s, p in processes.items()}

        def ask(queries: Sequence[str], filtered: bool) -> dict[str, tuple[float, ...]]:
            ms: dict[str, list[float]] = {side: [] for side in processes}
            for i, query in enumerate(queries):
                for side in list(processes)[:: -1 if i % 2 else 1]:
                    ms[side].append(processes[side].submit(_ask, query, filtered).result())
            return {side: tuple(each) for side, each in ms.items()}

        first = ask(material.queries[:1], False)
        plain, again = ask(material.queries, False), ask(material.queries, False)
        filtered = ask(material.queries, True)
        return {
            s: Timed(opened[s], first[s][0], plain[s], again[s], filtered[s], *p.submit(_weigh).result())
            for s, p in processes.items()
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
