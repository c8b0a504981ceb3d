"""Digests as text, for tests: one that may ship, and ways to change a part of it."""

from __future__ import annotations

FRONT = """---
id: plan-2024
title: "A plan for care"
publisher: "A Department"
published: "2024-09"
link: https://www.example.org/plan
written: "2026-11-22"
---
"""
NOTICE = "> This is our own short account, written from the pages named under each fact.\n"
FACT = "The plan moves 1,200 nurses into the community at a cost of £3 million."


def source_line(
    fact: str = "plan-2024-01",
    *,
    level: str = "the publication itself",
    where: str = "chapter 2",
    seen: str = "<https://www.example.org/plan/two>",
    as_at: str = "September 2024",
    trust: str = "high",
) -> str:
    """A source line, each part of which can be changed."""
    return f"Source: read in {level} · {where} · {seen} · figure as at {as_at} · trust {trust} · fact {fact}"


def digest(*parts: str, front: str = FRONT, notice: str = NOTICE) -> str:
    """A whole digest with these parts under the heading `Staff`; by default one fact and its source."""
    body = parts or (FACT, source_line())
    return "\n".join([front, "# A plan for care\n", notice, "## Staff\n", *(f"{part}\n" for part in body)])
