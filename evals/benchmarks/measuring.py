"""What a measurement costs: memory of a process of its own, disk, percentiles of times."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

Given = ParamSpec("Given")
T = TypeVar("T")


def own_process() -> ProcessPoolExecutor:
    """A new process that has imported nothing yet and does what is submitted to it, one thing at a time. For
    use in a `with` statement: it ends there."""
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def in_own_process(function: Callable[Given, T], *args: Given.args, **kwargs: Given.kwargs) -> T:
    """Call a function in a new process that has imported nothing yet, so that its memory is its own.

    Function, arguments and result are pickled. What it raises is raised here.
    """
    with own_process() as pool:
        return pool.submit(function, *args, **kwargs).result()


def disk_bytes(folder: Path) -> int:
    """Bytes of every file below a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (in [0, 1]) of the values do not exceed (nearest rank)."""
    return float(np.quantile(values, share, method="inverted_cdf"))
