"""Text from questions, answers and errors, made safe to look at in any of the reports. Pure."""

from __future__ import annotations

import re
import unicodedata

# Characters that reorder, hide or break text where it is shown: directional marks and overrides, zero-width
# space and joiners of words, byte-order mark, annotations, tags, line and paragraph separators.
_UNSEEN = re.compile(
    "[\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def visible(text: str) -> str:
    """One line of text in which nothing is hidden: what cannot be seen stands as its code point.

    Runs of white space become one space; control characters, lone surrogates and the characters that turn the
    direction of text become ⟨U+202E⟩ and so on. The result can be encoded and is legal in XML.
    """
    one_line = re.sub(r"[ \t\r\n\f\v]+", " ", text)
    shown = "".join(_coded(c) if unicodedata.category(c) == "Cc" else c for c in one_line)
    return _UNSEEN.sub(lambda found: _coded(found.group()), shown).strip()


def shortened(text: str, limit: int) -> str:
    """The text, or its first words with … where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    kept = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    return kept.rstrip(" ,;:.") + "…"


def _coded(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"
