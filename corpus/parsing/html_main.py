"""Which blocks of a page are its publication: those of its `main` or `article` where that holds little else,
otherwise those whose words trafilatura takes for the main text."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence

import trafilatura
from lxml.html import HtmlElement

from corpus.parsing.html_blocks import Draft, drafts_of
from corpus.parsing.html_furniture import is_govuk_like
from corpus.parsing.html_roles import names_figure
from corpus.parsing.html_tree import count_words
from corpus.types import BlockKind, HiddenText

_AGREED = 0.98
"""Share of an element's words that trafilatura must keep for all of it to be taken."""
_MOST_OF_PAGE = 0.5
_FEW_LINKS = 0.1
_IN_BLOCK = 0.6
_SHINGLE = 4
_LONG = 8
"""Words of a block that cannot be elsewhere on the page by chance."""
_WORD = re.compile(r"\w+")

Found = tuple[list[Draft], tuple[HiddenText, ...]]


def main_drafts(root: HtmlElement, plain: bool) -> Found:
    """The blocks of the publication in order, and messages hidden in their characters.

    The tree holds neither hidden text nor furniture any more; `plain` says that it had no furniture, so that
    a page with few links is a document and nothing else. The text is the page's own, whichever way.
    """
    drafts, hidden = _chosen(root, plain)
    return _from_title(drafts), hidden


def _chosen(root: HtmlElement, plain: bool) -> Found:
    body = root.find("body")
    body = root if body is None else body
    whole, govuk = _main_element(body), is_govuk_like(root)
    drafts, hidden = drafts_of(whole)
    if (govuk and whole is not body and drafts) or (plain and _linked_share(body) < _FEW_LINKS):
        return drafts, hidden
    kept = _Extracted(root)
    if not kept.words or kept.share(drafts) >= _AGREED:
        return drafts, hidden
    if whole is not body:
        drafts, hidden = drafts_of(body)
    chosen = kept.choose(drafts)
    return (chosen, hidden) if chosen else (drafts, hidden)


def _linked_share(body: HtmlElement) -> float:
    return sum(count_words(link) for link in body.iter("a")) / max(1, count_words(body))


def _from_title(drafts: list[Draft]) -> list[Draft]:
    """Without the short lines above the one title: breadcrumbs, kinds of page, buttons."""
    titles = [i for i, draft in enumerate(drafts) if draft.level == 1]
    if len(titles) != 1 or titles[0] == len(drafts) - 1:
        return drafts
    above = drafts[: titles[0]]
    if any(draft.level or draft.table or len(_words(draft.text)) >= _LONG for draft in above):
        return drafts
    return drafts[titles[0] :]


def _main_element(body: HtmlElement) -> HtmlElement:
    """`main`, else the one `article`, where it holds most of the page's words, else the body."""
    most = _MOST_OF_PAGE * count_words(body)
    mains = body.xpath(".//main|.//*[@role='main']")
    articles = body.xpath(".//article[not(ancestor::article)]")
    for found in (mains, articles if len(articles) == 1 else []):
        if found and count_words(found[0]) >= most:
            return found[0]
    return body


class _Extracted:
    """What trafilatura takes for the main text, as runs of words."""

    def __init__(self, root: HtmlElement) -> None:
        text = trafilatura.extract(
            copy.deepcopy(root), include_comments=False, include_tables=True, deduplicate=False
        )
        lines = [tuple(_words(line)) for line in (text or "").splitlines()]
        self.lines = frozenset(line for line in lines if line)
        self.words = [word for line in lines for word in line]
        self._runs = frozenset(_runs(self.words))

    def holds(self, draft: Draft) -> bool:
        words = _words(draft.text)
        if len(words) < _SHINGLE:
            return tuple(words) in self.lines or tuple(_words(draft.original or "")) in self.lines
        runs = _runs(words)
        return sum(run in self._runs for run in runs) >= _IN_BLOCK * len(runs)

    def share(self, drafts: Sequence[Draft]) -> float:
        """The share of the words of blocks, the title left out, that are in the main text; in [0, 1]."""
        counted = [draft for draft in drafts if draft.level != 1]
        total = sum(len(_words(draft.text)) for draft in counted)
        return sum(len(_words(draft.text)) for draft in counted if self.holds(draft)) / max(1, total)

    def choose(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The blocks that are held, from the first long one to the last, and what belongs to them: the title,
        headings over them, the other items of their lists, captions that number a figure, footnotes."""
        held = [self.holds(draft) for draft in drafts]
        long = [i for i, draft in enumerate(drafts) if held[i] and len(_words(draft.text)) >= _LONG]
        if not long:
            return []
        first, last = long[0], long[-1]
        lists = {draft.element.getparent() for i, draft in enumerate(drafts) if held[i] and _is_item(draft)}
        title = [draft for draft in drafts[:first] if draft.level == 1][-1:]
        return (
            title
            + [
                draft
                for i, draft in enumerate(drafts[first : last + 1], first)
                if held[i]
                or (draft.kind is BlockKind.HEADING and _leads_to(drafts, i, held))
                or (_is_item(draft) and draft.element.getparent() in lists)
                or (draft.kind is BlockKind.CAPTION and names_figure(draft.text))
                or draft.kind is BlockKind.FOOTNOTE
            ]
            + [draft for draft in drafts[last + 1 :] if draft.kind is BlockKind.FOOTNOTE]
        )


def _leads_to(drafts: Sequence[Draft], at: int, held: Sequence[bool]) -> bool:
    """Whether the first block under a heading, or under a lower heading right below it, is held."""
    level = drafts[at].level or 0
    for below, draft in enumerate(drafts[at + 1 :], at + 1):
        if draft.level is None or held[below]:
            return held[below]
        if draft.level <= level:
            break
    return False


def _is_item(draft: Draft) -> bool:
    return draft.kind is BlockKind.LIST_ITEM and draft.element.tag == "li"


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)]
