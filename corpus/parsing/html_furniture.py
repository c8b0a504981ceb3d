"""What of a web page is not its publication: navigation, cookie banners, related links, forms, contents."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from corpus.parsing.html_tree import count_words, elements, text_of, tokens

_MOST = 0.4
"""No piece of furniture holds a larger share of a page's words."""
_PARAGRAPH, _PARAGRAPHS = 20, 3
"""Words of a paragraph without links, and how many of them make an element the page's text."""
_TAGS = frozenset("nav footer form dialog menu fieldset button".split())
_ROLES = frozenset(
    "button navigation banner contentinfo search dialog alertdialog menu menubar toolbar tablist form".split()
)
_NAMES = frozenset(
    "gem-c-related-navigation gem-c-contextual-sidebar gem-c-contextual-footer gem-c-feedback"
    " gem-c-share-links gem-c-contents-list gem-c-published-dates gem-c-metadata gem-c-print-link"
    " gem-c-step-nav-related gem-c-translation-nav gem-c-devolved-nations"
    " gem-c-single-page-notification-button gem-c-intervention gem-c-organisation-logo gem-c-breadcrumbs"
    " gem-c-emergency-banner gem-c-chat-entry publication-header__last-changed print-metadata"
    " govuk-phase-banner govuk-back-link govuk-button nhsuk-button govuk-pagination nhsuk-back-link"
    " nhsuk-review-date nhsuk-pagination nhsuk-contents-list mw-editsection mw-jump-link navbox catlinks toc"
    " sistersitebox reflist-backlink jp-relatedposts sharedaddy addtoany".split()
)
# Words of class names and ids, parted at hyphens, underscores and capitals.
_WORDS = re.compile(
    r"(?:^|[-_ ])(?:breadcrumbs?|cookies?|gdpr|consent|socials?|share|sharing|sharethis|newsletters?"
    r"|subscribe|subscription|sign-?up|related|recommended|recirc|trending|most-(?:read|popular)|also-like|promos?"
    r"|promoted|sponsor(?:ed)?|adverts?|advertisement|ads?|taboola|outbrain|disqus|comments?|respond|feedback"
    r"|skip-?(?:link|to)|pagination|pager|back-?to-?top|table-of-contents|contents-list|on-this-page"
    r"|in-this-(?:section|article|page)|jump-links|page-nav|sidenav|nav|navbar|menu|site-(?:header|footer)"
    r"|print-(?:link|button|page)|read-(?:more|next)|more-(?:from|on|in)|tag-?(?:list|cloud)|post-tags"
    r"|author-bio|byline-share|login|paywall-prompt|popup|modal|lightbox)(?:$|[-_ ])"
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CONTENTS = re.compile(
    r"(?:table of )?contents|on this page|in this (?:article|section|page|guide|report)|jump to"
    r"|page contents",
    re.I,
)
_SECTIONS = re.compile(
    r"related (?:content|links|articles?|documents?|topics?|publications?|reading|stories|posts|news)"
    r"|explore the topic|more (?:on this|from|like this|information about cookies).{0,40}"
    r"|share this(?: page| article)?"
    r"|is this page useful\??|you (?:may|might) also (?:like|be interested in)|latest news"
    r"|keep up to date|sign up (?:for|to).{0,60}|stay informed|read (?:more|next)|recommended(?: for you)?"
    r"|comments|navigation menu|external links",
    re.I,
)


def is_govuk_like(root: HtmlElement) -> bool:
    """Whether a page is built with a design system whose `main` holds the publication and little else."""
    found = root.xpath("//body//*[contains(@class, 'govuk-') or contains(@class, 'nhsuk-')]")
    return bool(found) or bool(root.xpath("//*[contains(@class, 'govspeak')]"))


def find_furniture(root: HtmlElement) -> list[HtmlElement]:
    """The elements to leave out, outermost first; none that holds a large share of the page's words."""
    most = _MOST * max(40, count_words(root))
    kept_heading = next(iter(root.iter("h1")), None)
    found: list[HtmlElement] = []
    for element in elements(root):
        if not _is_furniture(element) and not _is_contents(element):
            continue
        if count_words(element) > most or (kept_heading is not None and _holds(element, kept_heading)):
            continue
        found.append(element)
    return found + _closing_sections(root, most)


def _holds(element: HtmlElement, inner: HtmlElement) -> bool:
    return element is inner or any(ancestor is element for ancestor in inner.iterancestors())


def _is_furniture(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in ("html", "body", "main", "article", "table", "tbody", "tr", "td", "th", "h1"):
        return False
    if tag == "footer" and next(element.iterancestors("blockquote", "figure"), None) is not None:
        return False
    if tag in _TAGS or element.get("role") in _ROLES:
        return True
    if tag == "header" and not any(a.tag in ("main", "article") for a in element.iterancestors()):
        return True
    names = tokens(element)
    if not _NAMES.isdisjoint(names):
        return True
    raw = f"{element.get('class') or ''} {element.get('id') or ''}"
    named = [_CAPITAL.sub("-", name).lower() for name in raw.split()]
    found = [match for name in named if (match := _WORDS.search(name))]
    return bool(found) and (any("comment" in match[0] for match in found) or not _has_prose(element))


def _has_prose(element: HtmlElement) -> bool:
    """Whether an element holds paragraphs of running text, whatever its name says."""
    long = (p for p in element.iter("p") if count_words(p) >= _PARAGRAPH and not p.findall(".//a"))
    return len(list(islice(long, _PARAGRAPHS))) == _PARAGRAPHS


def _is_contents(element: HtmlElement) -> bool:
    """A list of links into the page itself."""
    if element.tag not in ("ul", "ol"):
        return False
    links = element.findall(".//a")
    if len(links) < 3 or sum((link.get("href") or "").startswith("#") for link in links) < len(links):
        return False
    linked = sum(len(text_of(link)) for link in links)
    return linked > 0.85 * len(text_of(element)) and len(links) >= len(element.findall(".//li"))


def _closing_sections(root: HtmlElement, most: float) -> list[HtmlElement]:
    """Headings such as “Related content” and “Contents”, with the links after them."""
    found: list[HtmlElement] = []
    for heading in root.iter("h2", "h3", "h4", "p", "strong"):
        text = text_of(heading).rstrip(":")
        if len(text) > 80 or not (_SECTIONS.fullmatch(text) or _CONTENTS.fullmatch(text)):
            continue
        after = heading.getnext()
        if after is None or (heading.tag in ("p", "strong") and not _CONTENTS.fullmatch(text)):
            continue
        links = sum(len(text_of(link)) for link in after.iter("a"))
        if links > 0.6 * max(1, len(text_of(after))) and count_words(after) <= most:
            found += [heading, after]
        elif not text_of(after) or _is_furniture(after):
            found.append(heading)
    return found
