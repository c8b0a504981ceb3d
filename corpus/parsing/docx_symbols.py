"""Characters of Word's symbol fonts, which have codes of their own, as Unicode. Pure."""

from __future__ import annotations

from lxml import etree

from corpus.parsing.docx_package import W

_PRIVATE = 0xF000
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: "•",
    0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x28: "☎", 0x2A: "✉", 0x4A: "☺",
}  # fmt: skip
_WINGDINGS_2 = {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x54: "☒", 0xA3: "☐", 0x97: "●", 0x95: "•"}
_SYMBOL = {
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0xA2: "′",
    0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xA7: "♣", 0xA8: "♦", 0xA9: "♥", 0xAA: "♠", 0xAB: "↔", 0xAC: "←",
    0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝",
    0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC7: "∩", 0xC8: "∪",
    0xCE: "∈", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅",
    0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_GREEK = dict(
    zip(
        range(0x41, 0x7B),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)


def symbol(font: str, code: str) -> str:
    """The character of a symbol font by its hexadecimal code; empty where it is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = _known(font.lower(), number & 0xFF)
    if known or number >= _PRIVATE:
        return known
    return chr(number) if 0x20 <= number < 0xD800 else ""


def _known(font: str, code: int) -> str:
    if font.startswith("wingdings 2"):
        return _WINGDINGS_2.get(code, "")
    if font.startswith("wingdings"):
        return _WINGDINGS.get(code, "")
    if font == "symbol":
        plain = chr(code) if 0x20 <= code < 0x40 else ""
        return _SYMBOL.get(code) or _GREEK.get(code) or plain
    return ""


def symbols_in(text: str, properties: etree._Element | None) -> str:
    """Text with the private codes of symbol fonts (U+F020 to U+F0FF) as the signs they show, where the run
    is in such a font."""
    if not any(_PRIVATE <= ord(char) <= _PRIVATE + 0xFF for char in text):
        return text
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    font = (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "" if fonts is not None else "").lower()
    return "".join(
        (_known(font, ord(char) & 0xFF) or char) if _PRIVATE <= ord(char) <= _PRIVATE + 0xFF else char
        for char in text
    )
