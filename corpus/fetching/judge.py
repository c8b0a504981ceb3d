"""Failure dressed as success: what came is judged by its content, not by its status or name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from corpus.fetching.choosing import title_words
from corpus.fetching.pages import PageView, view
from corpus.fetching.types import FetchError, FetchReason
from corpus.parsing.sniff import sniff
from corpus.parsing.types import DocumentError, Format, Reason
from corpus.types import Publication

DOCUMENTS = frozenset({Format.PDF, Format.HTML, Format.DOCX})
"""What a publisher's file may be; plain text from a publisher is an answer to a program, not a document."""

HEAD = 400_000
"""Bytes of a page that are looked at."""
TAIL = 4_096
"""Bytes at the end of a PDF within which its end mark must stand."""

FEW = 1_500
"""Characters of visible text up to which a page may be a mere challenge."""

TITLE_SHARE = 0.7
"""Share of the title's words that should stand on the page."""

_MISSING = re.compile(
    r"\b(page|file|content|document|publication|resource)s? (was |is |could |can )*(not|cannot|can't|cant) "
    r"(be )?(found|located|available)\b|^(error )?404\b|\b404( error)?$|\bnot found$|"
    r"\bno longer (exists|available)\b"
    r"|\bpage (you (requested|are looking for|were looking for)|does not exist|doesn't exist)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"^(sign|log) ?in\b|^login\b|\b(sign in|log in|register|subscribe) to (read|continue|view|access)\b|"
    r"^(subscribe|register)( now)?$|\bsubscribers? only\b",
    re.IGNORECASE,
)
_UNPAID = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)
_CHALLENGE_TITLE = re.compile(
    r"^just a moment|^attention required!|^access denied|^checking your browser|^security check|"
    r"^human verification|^are you a robot|^pardon our interruption|^request rejected",
    re.IGNORECASE,
)
_CHALLENGE_MARK = re.compile(
    r"_Incapsula_Resource|Incapsula incident|cf-chl|challenge-platform|cf-browser-verification|awswaf|"
    r"aws-waf|captcha-delivery|px-captcha|g-recaptcha|h-captcha|enable JavaScript and cookies|"
    r"verify (that )?you are (a )?human",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Came:
    """What came for a publication: all its bytes, and the address that gave them."""

    data: bytes
    url: str


def judge(came: Came, publication: Publication, expects: Format | None) -> tuple[Format, tuple[str, ...]]:
    """What kind of file came, and notes for the reader.

    Raises FetchError for an empty body, a challenge, a login wall, a page that says "not found", a page where
    a PDF was due, a cut PDF, and anything that is no document.
    """
    found = _sniffed(came)
    if found is Format.PDF and b"%%EOF" not in came.data[-TAIL:]:
        raise FetchError(FetchReason.INCOMPLETE, "the PDF has no end")
    if found is not Format.HTML:
        return found, ()
    text = came.data[:HEAD].decode("utf-8", "replace")
    page = view(text)
    refuse_page(page, text, came.url)
    if expects is Format.PDF:
        raise FetchError(FetchReason.WRONG_TYPE, f"a web page, '{_short(page)}', where a PDF was due")
    return found, _title_note(page, publication)


def _sniffed(came: Came) -> Format:
    name = unquote(urlsplit(came.url).path.rsplit("/", 1)[-1])
    try:
        found = sniff(came.data, name)
    except DocumentError as error:
        if error.reason in (Reason.EMPTY, Reason.NO_TEXT):
            raise FetchError(FetchReason.INCOMPLETE, "the answer is empty") from None
        seen = error.detail if error.reason is Reason.UNKNOWN_TYPE else error.reason.value
        raise FetchError(FetchReason.WRONG_TYPE, seen or error.reason.value) from None
    if found not in DOCUMENTS:
        raise FetchError(FetchReason.WRONG_TYPE, f"it begins with {repr(came.data[:12])[1:]}")
    return found


def refuse_page(page: PageView, text: str, url: str) -> None:
    """Raise the FetchError that a page means which is no publication: a challenge, a login, "not found".

    `text` is its source, `url` the address that gave it.
    """
    few = len(page.text) <= FEW
    short = _short(page)
    if _CHALLENGE_TITLE.search(page.title) or (few and _CHALLENGE_MARK.search(text)):
        raise FetchError(FetchReason.CHALLENGE, f"'{short}'" if short else "a page without text")
    if any(_MISSING.search(line) for line in (page.title, page.heading)):
        raise FetchError(FetchReason.NOT_FOUND, f"a page that says '{short}'")
    walled = re.search(r"/(log|sign)-?in\b", url, re.IGNORECASE)
    if walled or _UNPAID.search(text) or any(_LOGIN.search(line) for line in (page.title, page.heading)):
        raise FetchError(FetchReason.LOGIN, f"'{short}'")
    if not page.text:
        raise FetchError(FetchReason.CHALLENGE, "a page without text")


def _title_note(page: PageView, publication: Publication) -> tuple[str, ...]:
    wanted = title_words(publication.title.split(":")[0]) or title_words(publication.title)
    seen = title_words(f"{page.title} {page.heading} {page.text}")
    if not wanted or len(wanted & seen) / len(wanted) >= TITLE_SHARE:
        return ()
    return (f"The words of the title were not found on it; it calls itself '{_short(page)}'.",)


def _short(page: PageView) -> str:
    return (page.heading or page.title or page.text)[:60]
