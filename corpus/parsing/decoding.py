"""From the bytes of a text file or web page to characters: never a guess that would show wrong letters."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from corpus.parsing.types import DocumentError, Reason

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers read under these names (WHATWG Encoding, section 4.2).
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",  # a declaration that was read as ASCII is not in UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-32": "utf-8",
    "utf-7": "utf-8",
}
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_DECLARED_WITHIN = 4096
_HIGH = re.compile(rb"[\x80-\xff]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_TWICE = re.compile("[\u00c2-\u00f4](?=[\u0080-\u00bf]*[\u0080-\u009f])[\u0080-\u00bf]{1,3}")
_MOSTLY = 0.3
"""Text in Latin letters has a smaller share of bytes above 127."""
_MIXED = "utf-8-or-windows-1252"
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_MOST_CONTROLS = 0.01
_UNNAMED = "its encoding is not stated; save it as UTF-8"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file, the encoding they were read in, and a sentence where that was not certain."""

    text: str
    encoding: str
    note: str | None = None


def declared_encoding(data: bytes) -> str | None:
    """The encoding a web page's head names, by Python's name; None where it names none that is known."""
    match = _DECLARED.search(data[:_DECLARED_WITHIN])
    if not match:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
        "".encode(name)  # codecs such as base64 are no encodings of text
    except (LookupError, ValueError):
        return None
    return _READ_AS.get(name, name)


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """Characters by byte order mark, UTF-16 without one, UTF-8, the declared encoding, or Windows-1252.

    UTF-8 comes before a declaration, because what is valid UTF-8 is hardly ever anything else. Raises
    DocumentError: UNKNOWN_TYPE for bytes that are no text, DAMAGED for text in an encoding not stated.
    """
    decoded = _decode(data, name, declared)
    if len(_CONTROLS.findall(decoded.text)) > _MOST_CONTROLS * len(decoded.text):
        raise DocumentError(name, Reason.UNKNOWN_TYPE, "it is not text")
    return decoded


def _decode(data: bytes, name: str, declared: str | None) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(text, encoding, _replaced(text))
    if unmarked := _unmarked_utf16(data):
        return Decoded(data.decode(unmarked, "replace"), unmarked)
    if data.count(0) > len(data) // 1000:
        raise DocumentError(name, Reason.UNKNOWN_TYPE, "it is not text")
    if declared and declared.startswith("iso2022") and b"\x1b" in data:
        return Decoded(data.decode(declared, "replace"), declared)
    try:
        return _once_more(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _not_utf8(data, name, declared)


def _once_more(text: str) -> Decoded:
    """Characters that were UTF-8 read as Latin-1 and encoded again show by control characters no text has."""
    mended = _TWICE.sub(_encoded_once, text)
    note = "Some characters had been encoded twice and were put right." if mended != text else None
    return Decoded(mended, "utf-8", note)


def _encoded_once(match: re.Match[str]) -> str:
    try:
        return match[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _not_utf8(data: bytes, name: str, declared: str | None) -> Decoded:
    if declared and declared != "utf-8":
        text = data.decode(declared, "replace")
        return Decoded(text, declared, _replaced(text))
    high = len(_HIGH.findall(data))
    if sum(map(len, _MULTIBYTE.findall(data))) * 2 > high:
        text = data.decode("utf-8", _MIXED)
        return Decoded(text, "utf-8", "Some characters are not UTF-8 and were read as Windows-1252.")
    if high > len(data) * _MOSTLY:
        said = "it is not in the encoding it states" if declared else _UNNAMED
        raise DocumentError(name, Reason.DAMAGED, said)
    text = data.decode("cp1252", "replace")
    return Decoded(text, "cp1252", _replaced(text))


def _read_as_windows(error: UnicodeError) -> tuple[str, int]:
    """A byte that is not UTF-8, as pages pasted together have them; a character cut at the end is dropped."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.end == len(error.object) and error.reason == "unexpected end of data":
        return "", error.end
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_MIXED, _read_as_windows)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 of mostly Latin letters shows by its zero bytes: at odd places only, or at even ones."""
    sample = data[:2000]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _replaced(text: str) -> str | None:
    count = text.count("\ufffd")
    return f"{count} characters could not be read and are shown as \ufffd." if count else None
