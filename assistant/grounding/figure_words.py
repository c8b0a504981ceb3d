"""The words figures are written in: numbers, scales, units, counted nouns, months and bounds."""

from __future__ import annotations

import re
from decimal import Decimal

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SMALL_NUMBERS = {word: n for n, word in enumerate(_UNITS)} | {w: 20 + 10 * n for n, w in enumerate(_TENS)}
SCALES = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "million": 6,
    "m": 6,
    "mn": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "tn": 12,
}
"""Each scale word and its power of ten."""

_ones = "|".join(_UNITS[1:10])
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{_ones}))?|{'|'.join(reversed(_UNITS))})"
_HUNDREDS = rf"(?:(?:{_SMALL}|an?)[ -]hundred(?:(?: and)? {_SMALL}\b)?|{_SMALL})"
SPELT = rf"(?:{_HUNDREDS}[ -]thousand(?:(?: and)? {_HUNDREDS})?|{_HUNDREDS})(?![a-z])"
"""A whole number in words, as a pattern to be used with re.I."""
DIGITS = (
    r"(?<![^\W_])(?<![0-9][.,:/])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})(?:\.[0-9]{1,18})?"
    r"(?![0-9])(?![.,:/][0-9])"
)
"""A number in figures, never a part of a longer one."""

MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}

_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
ORDINALS = {word: n for n, word in enumerate(_ORDINALS) if n} | {
    ten[:-1] + "ieth": 20 + 10 * n for n, ten in enumerate(_TENS)
}

BOUNDS: dict[str, tuple[str, ...]] = {
    "about": (
        *("about", "around", "roughly", "approximately", "approx", "some", "circa", "c.", "estimated"),
        *("an estimated", "in the region of", "in the order of", "of the order of"),
    ),
    "nearly": ("nearly", "almost", "approaching", "close to", "just under", "just below", "just short of"),
    "more than": (
        *("over", "above", "exceeding", "more than", "greater than", "higher than", "longer than"),
        *("in excess of", "upwards of", "just over", "just above"),
    ),
    "at least": (
        *("at least", "no fewer than", "no less than", "not less than", "a minimum of", "minimum of"),
        *("as few as", "as little as"),
    ),
    "less than": ("under", "below", "less than", "fewer than", "lower than", "shorter than"),
    "at most": (
        *("at most", "up to", "no more than", "not more than", "no longer than", "a maximum of"),
        *("maximum of", "as many as", "as much as"),
    ),
    "within": ("within",),
}
"""The classes of words that bound or soften a figure, and the words of each."""
BOUND_OF = {phrase: bound for bound, phrases in BOUNDS.items() for phrase in phrases}
BOUND_WORDS = "|".join(re.escape(phrase) for phrase in sorted(BOUND_OF, key=len, reverse=True))

_PEOPLE = (
    "people adult child patient resident client person individual woman man carer worker nurse doctor "
    "GP consultant clinician physiotherapist pharmacist visitor midwife staff member employee "
    "volunteer respondent Londoner user pensioner household family student trainee manager coach"
)
_THINGS = (
    "treatment pathway case procedure operation appointment consultation visit attendance admission "
    "referral contact call bed home centre hub team network practice trust hospital site pilot place "
    "area system organisation council vanguard pioneer clinic surgery polyclinic pharmacy service "
    "programme project partnership group unit ward office life death birth job post vacancy role page "
    "paragraph recommendation report study initiative review survey question country region nation "
    "neighbourhood borough ward community scheme building machine scanner test prescription medicine "
    "removal ambulance episode stay cancer stroke disease condition target standard principle step "
    "stage priority theme offer setting sector byte letter house mile metre score"
)
_IRREGULAR = {
    "person": "people",
    "persons": "people",
    "people": "people",
    "child": "children",
    "children": "children",
    "woman": "women",
    "women": "women",
    "man": "men",
    "men": "men",
    "staff": "staff",
    "gp": "GPs",
    "gps": "GPs",
    "londoner": "Londoners",
    "londoners": "Londoners",
    "life": "lives",
    "individual": "people",
    "individuals": "people",
    "patient": "people",
    "patients": "people",
    # A visit and an attendance, or a pathway and a treatment waited for, are counted as the same thing.
    "attendance": "visits",
    "attendances": "visits",
    "consultation": "appointments",
    "consultations": "appointments",
    "operation": "procedures",
    "operations": "procedures",
    "pathway": "treatments",
    "pathways": "treatments",
    "case": "treatments",
    "cases": "treatments",
}


def _plural(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "ch")) else "s")


COUNTED = {
    form: _plural(noun)
    for noun in (_PEOPLE + " " + _THINGS).lower().split()
    for form in (noun, _plural(noun))
} | _IRREGULAR
"""Each counted noun in the singular and the plural, and the plural it is compared as."""
PERSONS = frozenset(COUNTED[noun] for noun in _PEOPLE.lower().split()) - {"households", "families"}
"""Counted nouns that are people, so that `8,000 nurses` bears `8,000 people`."""
STAFF = frozenset(
    {"nurses", "doctors", "GPs", "consultants", "clinicians", "workers", "employees", "midwives"}
)

STOPS = frozenset(
    "a about across after against all among an and are as at be because before being between but by "
    "compared could during each every for from had has have if in into is it its may more must of on "
    "or over per should since so than that the their there these they this through to under until up "
    "was were when where which while who whose will with within without would".split()
)
"""Words at which a counted noun is no longer looked for."""


def number_of(words: str) -> Decimal:
    """The value of a number in figures or in words, as `SPELT` or `DIGITS` matched it."""
    if words[0].isdigit():
        return Decimal(words.replace(",", ""))
    total = current = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in SMALL_NUMBERS:
            current += SMALL_NUMBERS[word]
        elif word in ("a", "an"):
            current += 1
        elif word == "hundred":
            current *= 100
        elif word == "thousand":
            total, current = total + current * 1000, 0
    return Decimal(total + current)
