# ruff: noqa: E501  (a pattern reads best on one line)
"""How people would meet: remote words, words of being there, or neither said.

Both said (or "hybrid", "either") is nothing said. A way to meet that is really the subject ("online safety", "call
centre") does not count.
"""

import re
from dataclasses import dataclass

from bot.model.listings import Mode
from bot.understanding.reading import Reading

_NOT_THE_SUBJECT = (
    r"(?! (?:safety|harms?|forms?|fundraising|giving|shops?|shopping|services?|presence|payments?|banking|directory|"
    r"booking|abuse|consultations?|community|communities|donations?|centres?|center|handl\w+|takers?|taking|recording|logging|"
    r"lines?|systems?|for evidence|outs?|queue|engagement|petitions?|surveys?|learning platform|marketing|sales|auctions?|"
    r"campaigns?|content|security|records|working policy|reporting|portal|applications?|bullying|hate|scams?|fraud)(?!\S))"
)
_REMOTE = re.compile(
    r"(?<!\S)(?:(?:(?:on|via|over|by|through|using|with|in) (?:a (?!phone ?(?:$|[^c ])))?)?"
    r"(?:(?:ms |microsoft )?teams(?= (?:¦|,|-|call|meeting|chat|session|is|or|link|fine|works|only|please|best|ok|would|preferred|if|and zoom|video))"
    r"|zoom|skype|google meet|webex|video ?(?:call|chat|conference|link)|phone|telephone|phone ?call|phone's|webinar|screen ?shar\w+|facetime|whatsapp)"
    r"|(?:on|via|over|by|through|using|in) (?:ms |microsoft )?teams(?! of| who| that| to)|on ?line|remote|remotely|virtual|virtually|"
    r"(?:a |quick |video |short |by |on a |over a |via a |minute |hour |one hour |phone |zoom |teams )+(?:call|calls)|call is fine|from home|on the phone|over the phone|phone|give me a (?:call|ring|bell)"
    r"|distance no object|from anywhere|(?<=¦ )teams|teams$|web ?cam|dial in|(?:by|on|over|via) video|video ?calls?|(?:¦|,|-) calls?(?= (?:,|[.]|¦|-|with|about|on|to|would|please|or)|$)|[0-9]+ min(?:ute)?s? call)"
    + _NOT_THE_SUBJECT
    + r"(?!\S)"
)
_TEAMS_WORD = re.compile(r"\b(?:MS |Microsoft )?Teams\b(?! of| who| that)")
_IN_PERSON = re.compile(
    r"(?<!\S)(?:in person|face to face|f2f|f 2 f|in the flesh|on ?site|onsite|(?:site )?visit(?:s|ing)?(?! (?:our|your|the)? ?(?:website|site\b))|"
    r"ride ?along(?:s)?|(?:come|comes|coming|came|tag|tags|tagging|go|going) along|(?:go|going|come|comes|coming|went|get|getting|head|heading|be|day|morning|afternoon|night|evening|shift|¦|take \w+|ride|riding|walk|walking) out (?:with|on|in)|"
    r"out and about|out on (?:the|a|your|our|site|patrol|visits|shift)|come (?:in )?to (?:us|our|your|you)|not online|no zoom|not remote|not teams|same room)(?!\S)"
)
_NEGATED = re.compile(
    r"(?<!\S)(?:not|no|cannot|rather not|instead of|do not do|hate|without|nae|never|cannot do|not do|rather than)(?: \w+)? $"
)
_MIXED = re.compile(
    r"(?<!\S)(?:in person|face|f2f|on site|visit|here|there|ours|our|your|round|come|pop|in|hybrid|either|whichever|mix|mind|blended|preference|otherwise|not|place)(?!\S)"
)
"""What tells a choice between ways to meet from a choice between two remote ones ("phone or Zoom")."""
_EITHER = re.compile(
    r"(?<!\S)(?:hybrid(?! (?:working|meetings?|events?|policy))|either (?:way|is|will|works|fine|one)|(?:online|in person|remote|remotely|teams|zoom|phone|face to face|f2f|on site|virtual) or (?:over |by |on |via |in |at )?(?:in person|online|remote|remotely|face to face|f2f|teams|zoom|phone|on site|our|virtual|a visit|visit|here|there)|"
    r"(?:remote|remotely|online|virtual|in person) or (?:otherwise|not)|no preference|whichever|mix of|do not mind (?:how|whether|if)|blended)(?!\S)"
)


@dataclass(frozen=True)
class Meeting:
    """How people would meet and which stretches of the text say so."""

    mode: Mode | None
    spans: tuple[tuple[int, int], ...]


def find_mode(reading: Reading) -> Meeting:
    """Remote, in person or not said; a named place and a desk are the caller's to add."""
    norm = reading.norm
    remote = [
        m.span()
        for m in _REMOTE.finditer(norm)
        if m.group() not in ("on a phone", "on a telephone") and not _NEGATED.search(norm[: m.start()])
    ]
    remote += _capital_teams(reading)
    there = [
        m.span()
        for m in _IN_PERSON.finditer(norm)
        if m.group().startswith(("not", "no ")) or not _NEGATED.search(norm[: m.start()])
    ]
    either = [m.span() for m in _EITHER.finditer(norm) if _MIXED.search(m.group())]
    spans = tuple(reading.span(*s) for s in (*remote, *either))
    soft = tuple(reading.span(*s) for s in there if norm[slice(*s)] in _WHOLE)
    if either or (remote and there):
        return Meeting(None, spans + soft)
    if remote:
        return Meeting(Mode.REMOTE, spans)
    return Meeting(Mode.IN_PERSON if there else None, soft)


_WHOLE = {"in person", "face to face", "f2f", "on site", "onsite", "in the flesh"}
"""Words of being there that never hold the subject's own words, so may be hidden from it."""


def _capital_teams(reading: Reading) -> list[tuple[int, int]]:
    """ "Teams" with its capital, as the product is written, not at the start of a sentence about teams of people."""
    spans = []
    at = 0
    before = ""
    for token in reading.tokens:
        word = reading.text[token.start : token.end]
        if (word == "Teams" and before not in ("", ".", "?", "!") and not before.istitle()) or (
            word == "Teams" and reading.norm[at + 6 : at + 7] in ("", ".", ",", "-", "!", "(")
        ):
            spans.append((at, at + len(token.norm)))
        at += len(token.norm) + 1
        before = word
    return spans
