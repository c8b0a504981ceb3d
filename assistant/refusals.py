"""Questions that are not searched for: empty, unreadable, or outside the purpose. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from indexing.vocabulary import STOP_WORDS, words

LONGEST = 2_000
"""Most characters of a question (trust.md, S14)."""

EMPTY = "Type a question in words, for example: What did Lord Darzi find about waiting lists?"
NOT_ENGLISH = "The reports in this library are in English. Please ask in English."
NO_WORDS = "There are no words in that question. " + EMPTY
COMMON_WORDS = "That question holds only common words, so there is nothing to search for. " + EMPTY
INSTRUCTION = (
    "This message holds an instruction to the assistant, not only a question about evidence, so it was not "
    "carried out. Ask the question by itself."
)
NOT_EVIDENCE_WORK = (
    "This assistant only reports what published evidence says. It does not write creative or campaign text, "
    "and it does not make up figures. Ask what the evidence says instead."
)
MEDICAL = (
    "This assistant reports on health policy and cannot advise on anyone's own health. "
    "For medical help call NHS 111, or 999 in an emergency."
)
POLITICAL = "This assistant does not give political opinions. Ask what the published evidence says."

_ORDER = r"(?:^|[.!?;:,\n]\s*|\b(?:please|now|just|then|and|but|must|should|will|to)\s+)"
"""Where an order to the assistant begins, unlike a verb of a question about somebody else."""

_PATTERNS: tuple[tuple[str, str], ...] = (
    (INSTRUCTION, _ORDER + r"(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|prompts?|rules?|guidelines|previous|above|prior|system|everything|checks?|citations?|sources?)\b"),
    (INSTRUCTION, r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:all |any |your |the |my |these |those )*(?:previous |prior |above |earlier |system )*(?:instructions?|prompts?|rules)\b"),
    (INSTRUCTION, r"\bsystem prompt\b|\b(developer|debug|god|admin|jailbreak) mode\b|\bjailbreak|\bprompt injection\b"),
    (INSTRUCTION, r"\byou are (now\b|no longer|dan\b|an? (ai|assistant|chatbot|pirate|unrestricted))|\bpretend (to be|you|that)|\bas dan\b|\brole-?play as\b"),
    (INSTRUCTION, _ORDER + r"act as (?:an?|if|my|the)\b|\byou (?:must|should|will) act as\b"),
    (INSTRUCTION, _ORDER + r"(?:reveal|print|show|output|repeat|leak|dump|give|tell)\b.{0,40}\b(?:prompt|your instructions|api key|password|secrets?|files you|environment variables?|your configuration)\b|\byour (?:system )?(?:prompt|instructions)\b|\bapi keys?\b"),
    (INSTRUCTION, r"^\s*(system|assistant|developer)\s*:|<\s*/?\s*(system|script|iframe|img|im_start)|\[/?inst\]|<\|"),
    (INSTRUCTION, r"\bfrom now on\b.{0,40}\b(answer|respond|reply|say|you|always|never)\b|\bdrop the (sources|citations)\b|\bdo not (cite|check)\b"),
    (INSTRUCTION, _ORDER + r"(?:answer|respond|reply|write|say)\b.{0,40}\b(?:without|no) (?:citations?|sources?|checking|checks?)\b|\b(?:and|just|then|only) say (?:that )?"),
    (INSTRUCTION, r"\b(new|following) instructions?\b.{0,20}:|\bdo as i say\b|\brun (this|the) (code|command)|\bdelete (all|the) (files|index|data)|\b(execute|eval)\b.{0,20}\b(code|command|script)"),
    (NOT_EVIDENCE_WORK, r"\b(write|compose|make|create|sing|draft|give|tell)\b.{0,25}\b(poem|song|story|joke|haiku|rap|limerick|sonnet|lyrics|screenplay|tweet|slogan|novel|riddle)\b"),
    (NOT_EVIDENCE_WORK, r"\b(make up|invent|fabricate|made[- ]up|fake|plausible)\b.{0,40}\b(statistic|figure|number|quote|quotation|fact|evidence|source|citation|data)"),
    (NOT_EVIDENCE_WORK, r"\bwrite (me )?(some |an? )?(code|python|essay|cover letter|cv)\b|\b(attack|smear|discredit)(ing)? (the )?(opposition|minister|labour|conservatives?|tories|lib dems?|reform)"),
    (POLITICAL, r"\bwho should i vote\b|\bwhich party (should|deserves|is best|would you)|\b(your|honest) (own )?(view|opinion) (on|of|about)\b"),
    (MEDICAL, r"\b(should|can|may|must) i (stop|start|take|taking|be taking|see|go|wait|call|worry|be worried|have|get)\b.{0,60}\b(tablets?|statins?|medicines?|medication|doses?|antibiotics?|pills?|doctor|gp|a&e|hospital|pain|jab|vaccine|symptoms?|surgery|operation)\b"),
    (MEDICAL, r"\b(i have|i've had|i've got|i am having|i'm having|i feel|my (knee|knees|chest|head|back|heart|stomach|child|baby|son|daughter|mother|father|mum|dad|wife|husband))\b.{0,60}\b(pains?|aches?|hurts?|fever|rash|lump|bleeding|symptoms?|dizzy|breath|cough|diagnos)"),
)  # fmt: skip
_COMPILED = tuple(
    (message, re.compile(pattern, re.IGNORECASE | re.MULTILINE)) for message, pattern in _PATTERNS
)

_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def refusal(question: str, follows: bool = False) -> str | None:
    """Why a question is not searched for, as one plain message, or None where it is. One that `follows`
    another may be a bare year or lean on the other's words."""
    if unusable := unreadable(question, follows):
        return unusable
    for message, pattern in _COMPILED:
        if pattern.search(question):
            return message
    return NOT_ENGLISH if _foreign(question) else None


def unreadable(question: str, follows: bool = False) -> str | None:
    """Why nothing could be found for a question, whoever asks it: it is empty, too long, or no English words
    that say what about; None where something could."""
    if not question.strip():
        return EMPTY
    if len(question) > LONGEST:
        return (
            f"That question has {len(question):,} characters; at most {LONGEST:,} can be read. "
            "Ask its main point in a sentence or two."
        )
    letters = [c for c in question if c.isalpha()]
    if not letters:
        return None if follows and re.search(r"\d", question) else NO_WORDS
    if not any(len(word) > 1 for word in words(question)):
        return NO_WORDS
    if sum(bool(_LATIN.match(c)) for c in letters) < len(letters) / 2:
        return NOT_ENGLISH
    return None if follows or _says_what_about(question) else COMMON_WORDS


def _says_what_about(question: str) -> bool:
    """Whether a question holds more than common words; initials such as WHO are no common word."""
    found = words(question)
    shouted = len(found) > 1 and question.isupper()
    return any(w.lower() not in STOP_WORDS or (w.isupper() and len(w) > 1 and not shouted) for w in found)


LANGUAGES = "cy da de en es fi fr ga gd hu it nl no pl pt ro sk sv tr".split()
"""Latin-script languages a British office is likely to see; fewer to choose from means fewer mistakes."""


def _foreign(question: str) -> bool:
    """Four words or more, hardly an English function word, and taken for another language."""
    found = [w.lower() for w in words(question) if w.isalpha()]
    english = sum(w in STOP_WORDS and len(w) > 1 for w in found)
    if len(found) < 4 or english > len(found) / 4:
        return False
    return bool(_identifier().classify(question)[0] != "en")


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(LANGUAGES)
    return identifier
