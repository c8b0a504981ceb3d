"""From a web page's characters to its tree of elements, and small questions to elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree, html
from lxml.html import HtmlElement

from corpus.parsing.html_strays import put_outside_tables
from corpus.parsing.types import DocumentError, Reason

NEVER_TEXT = frozenset(
    "script style template noscript noframes iframe svg canvas object embed audio video map head title meta"
    " link select datalist textarea input button progress meter annotation annotation-xml rp rt".split()
)
"""Elements whose text is code, a control, a phonetic guide or a replacement for something that is shown."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section"
    " summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that begin on a line of their own."""

_REMOVED = "removed"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def parse_tree(text: str, name: str) -> HtmlElement:
    """The root element, with neither comments nor processing instructions, read without network, entities of
    the file's own or size limits lifted. Raises DocumentError: EMPTY, UNSAFE or DAMAGED."""
    text = _CONTROLS.sub("", text)
    if not text.strip():
        raise DocumentError(name, Reason.EMPTY)
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        if isinstance(error, etree.ParserError):
            raise DocumentError(name, Reason.NO_TEXT, "the page has no elements") from None
        raise DocumentError(name, Reason.DAMAGED, str(error)[:80]) from None
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise DocumentError(name, Reason.UNSAFE, "its elements are nested too deep")
    put_outside_tables(root)
    return root


def elements(root: HtmlElement) -> Iterator[HtmlElement]:
    """The element and all below it in document order; entity references and the like are left out."""
    return (e for e in root.iter() if isinstance(e.tag, str))


def remove_all(root: HtmlElement, unwanted: Iterable[HtmlElement]) -> None:
    """Take elements with all below them out of a tree; the text after each stays where it was, and a block
    still parts the text before it from the text after it."""
    for element in unwanted:
        if element.tag in BLOCKS:
            element.clear(keep_tail=True)
        else:
            element.tag = _REMOVED
    etree.strip_elements(root, _REMOVED, with_tail=False)


def tokens(element: HtmlElement) -> frozenset[str]:
    """The class names and the id, in small letters."""
    return frozenset(f"{element.get('class') or ''} {element.get('id') or ''}".lower().split())


def text_of(element: HtmlElement) -> str:
    """All text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def count_words(element: HtmlElement) -> int:
    """How many words are in an element."""
    return sum(len(piece.split()) for piece in element.itertext())
