"""What single characters are: white space, invisible, ligatures, bullets; and text as it is searched."""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

from corpus.parsing.text_hygiene import LIGATURES

Codes = npt.NDArray[np.uint32]

HYPHEN_AT_END = "\ufffe"
# Bullets of the symbol fonts of word processors, which live in the private use area.
BULLETS = "•‣◦▪▫●○■□◆◇►▶▸➢➤➔✓✔❖∙·⁃–—-*o"
_PRIVATE_BULLETS = {
    0xF000 + code: "•" for code in (0x6C, 0x6E, 0x71, 0x76, 0xA7, 0xA8, 0xB7, 0xD8, 0xE0, 0xFC)
}
_SILENT = (0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
_FOLDED = str.maketrans(
    {
        **{ord(one): several for one, several in LIGATURES.items()},
        **_PRIVATE_BULLETS,
        **dict.fromkeys(_SILENT, ""),
    }
)
_FORGOTTEN = str.maketrans({**_PRIVATE_BULLETS, **dict.fromkeys((0x200B, 0x2060, 0xFEFF), "")})


def codes(text: str) -> Codes:
    """Code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")


def string(points: Codes) -> str:
    """The text of code points."""
    return points.astype("<u4").tobytes().decode("utf-32-le", "replace")


def folded(text: str) -> str:
    """A text as it is searched: NFC, ligatures in letters, without soft hyphens and invisible characters."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.translate(_FOLDED))


def printed(text: str) -> str:
    """A text as printed, symbol fonts' bullets as bullets."""
    return text if text.isascii() else text.translate(_FORGOTTEN)


def is_space(points: Codes) -> npt.NDArray[np.bool_]:
    """Which are white space or controls."""
    spaces: npt.NDArray[np.bool_] = (
        (points <= 0x20)
        | ((points >= 0x7F) & (points <= 0xA0))
        | ((points >= 0x2000) & (points <= 0x200A))
        | np.isin(points, (0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
    )
    return spaces


def is_silent(points: Codes) -> npt.NDArray[np.bool_]:
    """Which print nothing and join or direct others: zero width, controls of direction, Unicode tags."""
    silent: npt.NDArray[np.bool_] = (
        ((points >= 0x200B) & (points <= 0x200F))
        | ((points >= 0x202A) & (points <= 0x202E))
        | ((points >= 0x2060) & (points <= 0x206F))
        | ((points >= 0xE0000) & (points <= 0xE007F))
        | (points == 0xFEFF)
    )
    return silent


def is_right_to_left(points: Codes) -> npt.NDArray[np.bool_]:
    """Which belong to Hebrew, Arabic and their kin."""
    leftwards: npt.NDArray[np.bool_] = ((points >= 0x590) & (points < 0x900)) | (
        (points >= 0xFB1D) & (points < 0xFEFD)
    )
    return leftwards
