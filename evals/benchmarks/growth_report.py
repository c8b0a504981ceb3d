"""What the growth benchmark tells: its table, and in words how the sides compare and how they grow."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from evals.benchmarks.growth_exactness import Exactness
from evals.benchmarks.growth_material import Material
from evals.benchmarks.growth_sides import TOP_K
from evals.benchmarks.measuring import percentile
from evals.benchmarks.tables import markdown_table, megabytes, with_interval
from evals.statistics import bootstrap_interval, ratio


@dataclass(frozen=True, slots=True)
class Grown:
    """One side at one size. Seconds of building are without making vectors; milliseconds are one a query, for
    ten passages, without embedding the query: asked for the first time, asked again, and with the filter."""

    side: str
    chunks: int
    build_seconds: float
    open_seconds: float
    first_ms: float
    plain_ms: tuple[float, ...]
    again_ms: tuple[float, ...]
    filtered_ms: tuple[float, ...]
    build_peak: int | None
    ask_peak: int | None
    disk: int
    ask_own: int | None = None
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
            for ms in (g.plain_ms, g.again_ms, g.filtered_ms)
            for share in (0.5, 0.95)
        ]
        speed = [f"{g.build_seconds:,.0f}", f"{g.chunks / g.build_seconds:,.0f}", f"{g.open_seconds:.1f}"]
        sizes = [
            megabytes(g.build_peak),
            megabytes(g.ask_peak),
            megabytes(g.disk),
            f"{g.disk / g.chunks:,.0f}",
        ]
        rows.append([g.side, f"{g.chunks:,}", *speed, f"{g.first_ms:.0f}", *times, *sizes])
    return markdown_table(header, rows)


def report(measured: Sequence[Grown], material: Material, name: str) -> str:
    """The table with what must be known to read it."""
    return (
        f"Texts are recombined from the sentences of {len(material.sources):,} passages of {name}; vectors "
        "are the real vectors of these passages, moved by random noise (cosine about 0.89) and normalised: "
        "nothing here says how good a search is. Both sides get the same texts and vectors. Building is "
        "timed without making vectors; for the product it includes chunking, its own store, the term index, "
        f"checksums and the check in a child process. Queries are real, n = {len(material.queries)}, for "
        f"{TOP_K} passages, without embedding the query: each asked for the first time, when much of what it "
        "needs is still on the disk, then each again, then each with a filter that lets one publisher in ten "
        "through. "
        "Memory is the most that was resident (VmHWM) in a process of its own; MB are of 10^6 bytes; "
        f"{os.cpu_count()} processor cores.\n\n{growth_table(measured)}\n\n"
        f"{against_langchain(measured)}\n\n{exactness_in_words(measured)}\n\n{growth_in_words(measured)}"
    )


def growth_in_words(measured: Sequence[Grown]) -> str:
    """By how much a query slows down and memory grows from each side's smallest library to its largest."""
    lines = []
    for side in dict.fromkeys(g.side for g in measured):
        own = sorted((g for g in measured if g.side == side), key=lambda g: g.chunks)
        small, large = own[0], own[-1]
        if large.chunks == small.chunks:
            continue
        plain, filtered = (
            percentile(after, 0.5) / percentile(before, 0.5)
            for before, after in ((small.plain_ms, large.plain_ms), (small.filtered_ms, large.filtered_ms))
        )
        line = (
            f"From {small.chunks:,} to {large.chunks:,} chunks a query of {side} takes {plain:.1f} times as "
            f"long at the median, {filtered:.1f} times with the filter"
        )
        if small.ask_peak and large.ask_peak and small.ask_own and large.ask_own:
            added = large.chunks - small.chunks
            more = (large.ask_peak - small.ask_peak) / added
            anonymous = (large.ask_own - small.ask_own) / added
            line += (
                f"; asking has {more:,.0f} bytes more resident a chunk, {anonymous:,.0f} without pages of "
                "files, which the system takes back where it needs them"
            )
        lines.append(f"{line}.")
    return " ".join(lines)


def against_langchain(measured: Sequence[Grown]) -> str:
    """What share of plain LangChain's time a query of the product takes, at each size."""
    rows = []
    for size in dict.fromkeys(g.chunks for g in measured):
        sides = {g.side: g for g in measured if g.chunks == size}
        if len(sides) < 2:
            continue
        ours, theirs = sides["product"], sides["plain LangChain"]
        pairs = (
            (ours.plain_ms, theirs.plain_ms),
            (ours.again_ms, theirs.again_ms),
            (ours.filtered_ms, theirs.filtered_ms),
        )
        rows.append([f"{size:,}", *(_share(a, b) for a, b in pairs)])
    if not rows:
        return "Plain LangChain was not measured."
    said = (
        "The product's time as a share of plain LangChain's: ratio of the mean times of the same "
        f"{len(measured[0].plain_ms)} queries, below 1 the product is faster; 95% bootstrap intervals."
    )
    header = ["chunks", "asked for the first time", "asked again", "with the filter"]
    return f"{said}\n\n{markdown_table(header, rows)}"


def _share(ours: Sequence[float], theirs: Sequence[float]) -> str:
    queries = [str(i) for i in range(len(ours))]
    pairs = list(zip(ours, theirs, strict=True))
    return with_interval(sum(ours) / sum(theirs), bootstrap_interval(pairs, queries, ratio))


def exactness_in_words(measured: Sequence[Grown]) -> str:
    """How much of an exact search is found, at each size."""
    found = [(g.chunks, g.exactness) for g in measured if g.exactness]
    shares = "; ".join(
        f"{fmean(e.plain):.4f} of {size:,} chunks, {fmean(e.filtered):.4f} with the filter"
        for size, e in found
    )
    return (
        f"Of the best {TOP_K} that scoring every chunk in full gives, with the shares of all terms, the "
        f"product, which so scores a few hundred, finds: {shares}."
    )
