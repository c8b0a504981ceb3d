"""What the growth benchmark tells: its table, and in words how the sides compare and how they grow."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from evals.benchmarks.growth_asking import Timed
from evals.benchmarks.growth_exactness import Exactness
from evals.benchmarks.growth_material import Material
from evals.benchmarks.growth_sides import TOP_K, Built
from evals.benchmarks.measuring import percentile
from evals.benchmarks.tables import markdown_table, megabytes, ratio_cell


@dataclass(frozen=True, slots=True)
class Grown:
    """One side at one size: how it was built, how it answered, and the bytes it takes on disk."""

    side: str
    built: Built
    timed: Timed
    disk: int
    exactness: Exactness | None = None


def growth_table(measured: Sequence[Grown]) -> str:
    """One row a side and size."""
    header = [
        "side", "chunks", "build s", "chunks/s", "open s", "first query ms", "p50 ms", "p95 ms",
        "again p50", "p95", "filtered p50", "p95", "memory building MB", "memory asking MB", "disk MB",
        "bytes a chunk",
    ]  # fmt: skip
    rows = []
    for g in measured:
        times = [
            f"{percentile(ms, share):.1f}"
            for ms in (g.timed.plain_ms, g.timed.again_ms, g.timed.filtered_ms)
            for share in (0.5, 0.95)
        ]
        speed = [
            f"{g.built.seconds:,.0f}",
            f"{g.built.chunks / g.built.seconds:,.0f}",
            f"{g.timed.open_seconds:.1f}",
        ]
        sizes = [
            megabytes(g.built.peak),
            megabytes(g.timed.peak),
            megabytes(g.disk),
            f"{g.disk / g.built.chunks:,.0f}",
        ]
        rows.append([g.side, f"{g.built.chunks:,}", *speed, f"{g.timed.first_ms:.0f}", *times, *sizes])
    return markdown_table(header, rows)


def report(measured: Sequence[Grown], material: Material, name: str) -> str:
    """The table with what must be known to read it."""
    return (
        f"Texts are recombined from the sentences of {len(material.sources):,} passages of {name}; vectors "
        "are the real vectors of these passages, moved by random noise (cosine about 0.89) and normalised: "
        "nothing here says how good a search is. Both sides get the same texts and vectors. Building is "
        "timed without making vectors; for the product it includes chunking, its own store, the term index, "
        f"checksums and the check in a child process. Queries are real, n = {len(material.queries)}, for "
        f"{TOP_K} passages, without embedding the query: after one that is not counted each asked for the "
        "first time, when much of what it needs may still be on the disk (the product reads its passages "
        "once as it opens, as it does for its page), then each again, then each with a filter that lets one "
        "publisher in ten through. Each is asked of every library, by turns, before the next. "
        "Memory is the most that was resident (VmHWM) in a process of its own; MB are of 10^6 bytes; "
        f"{os.cpu_count()} processor cores.\n\n{growth_table(measured)}\n\n"
        f"{against_langchain(measured)}\n\n{exactness_in_words(measured)}\n\n{growth_in_words(measured)}"
    )


def growth_in_words(measured: Sequence[Grown]) -> str:
    """By how much a query slows down and memory grows from each side's smallest library to its largest."""
    lines = []
    for side in dict.fromkeys(g.side for g in measured):
        own = sorted((g for g in measured if g.side == side), key=lambda g: g.built.chunks)
        small, large = own[0], own[-1]
        if large.built.chunks == small.built.chunks:
            continue
        plain, filtered = (
            percentile(after, 0.5) / percentile(before, 0.5)
            for before, after in (
                (small.timed.plain_ms, large.timed.plain_ms),
                (small.timed.filtered_ms, large.timed.filtered_ms),
            )
        )
        sizes = f"From {small.built.chunks:,} to {large.built.chunks:,} chunks"
        line = (
            f"{sizes} a query of {side} takes {plain:.1f} times as "
            f"long at the median, {filtered:.1f} times with the filter"
        )
        if small.timed.peak and large.timed.peak and small.timed.own and large.timed.own:
            added = large.built.chunks - small.built.chunks
            more = (large.timed.peak - small.timed.peak) / added
            anonymous = (large.timed.own - small.timed.own) / added
            line += (
                f"; asking has {more:,.0f} bytes more resident a chunk, {anonymous:,.0f} without pages of "
                "files, which the system takes back where it needs them"
            )
        lines.append(f"{line}.")
    return " ".join(lines)


def against_langchain(measured: Sequence[Grown]) -> str:
    """What share of plain LangChain's time a query of the product takes, at each size."""
    rows = []
    for size in dict.fromkeys(g.built.chunks for g in measured):
        sides = {g.side: g for g in measured if g.built.chunks == size}
        if len(sides) < 2:
            continue
        ours, theirs = sides["product"], sides["plain LangChain"]
        pairs = (
            (ours.timed.plain_ms, theirs.timed.plain_ms),
            (ours.timed.again_ms, theirs.timed.again_ms),
            (ours.timed.filtered_ms, theirs.timed.filtered_ms),
        )
        rows.append([f"{size:,}", *(ratio_cell(a, b) for a, b in pairs)])
    if not rows:
        return "Plain LangChain was not measured."
    said = (
        "The product's time as a share of plain LangChain's: ratio of the mean times of the same "
        f"{len(measured[0].timed.plain_ms)} queries, below 1 the product is faster; 95% bootstrap intervals."
    )
    header = ["chunks", "asked for the first time", "asked again", "with the filter"]
    return f"{said}\n\n{markdown_table(header, rows)}"


def exactness_in_words(measured: Sequence[Grown]) -> str:
    """How much of an exact search is found, at each size."""
    found = [(g.built.chunks, g.exactness) for g in measured if g.exactness]
    shares = "; ".join(
        f"{fmean(e.plain):.4f} of {size:,} chunks, {fmean(e.filtered):.4f} with the filter"
        for size, e in found
    )
    return (
        f"Of the best {TOP_K} that scoring every chunk in full gives, the product, which so scores a few "
        f"hundred, finds: {shares}."
    )
