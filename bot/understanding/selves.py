# ruff: noqa: E501  (a pattern reads best on one line)
"""What "me", "us", "it" and "ours" stand for: the speaker's own role, or the thing the story was about."""

import re
from typing import Final

from bot.model.listings import Activity
from bot.understanding.patterns import compiled
from bot.understanding.reading import Reading
from bot.understanding.tables.listing import ROLE
from bot.understanding.topic import phrase

_ROLE: Final = (
    r"(?:i am|i work as|my job is|my role is|i am the|i have been|we are|i am now|being)(?: (?:a|an|the|our|one of the|currently|just|a bit of|one of))+",
    r"(?:i|we) (?:run|manage|lead|look after|head up|work in|work on|do|coordinate)(?: (?:the|a|an|our|all the))*",
)
_STORY: Final = (
    r"(?:what|how|does|where|why) (?:an|a|the|our|your)",
    r"(?:hopeless|useless|rubbish|terrible|struggling|stuck|lost|baffled|bad|clueless|no good|drowning|wrestling|grappling|floundering|confused)(?: (?:completely|totally))? (?:at|with|on|in|by|about)",
    r"(?:asked|told|got|been asked|been told|having|have|need|trying|tasked|landed)(?: \w+)? (?:for|to (?:do|write|run|produce|set up|draft|build|make|sort|chair|deliver|prepare|complete|fill in|create|put together)|with)(?: (?:a|an|the|our|my))?",
    r"(?:survived|finished|completed|done|doing|built|rolled out|been through|went through|implemented|passed|led|delivered|written|writing|set up|launched|ran|introduced|cracked|nailed|inherited|starting|planning|facing|expecting|got|facing|run|runs)(?: (?:our|my))?(?= (?:our|a|an|the|my|its)\b)",
    r"(?:done|run|handled|written|managed|been through|seen)(?: (?:loads|lots|plenty|dozens|a few|several|many|hundreds))(?: of)?",
    r"(?:expert|specialist|trained|experienced|experience|years|background|qualified|fluent|work|worked|knowledge) (?:in|with|of|on|doing)",
    r"(?:our|my|the)(?! (?:council|charity|team|manager|trustees?|board|organisation|group)\b)(?= [\w'&/]+(?: [\w'&/]+){0,3}? (?:is|are|has|have|go|goes|head|start|do|does|visit|needs?|was|were|looks?|keeps?|ran|went|landed|expires?|starts?)\b)",
)


def own_role(reading: Reading) -> str | None:
    """The speaker's role or area, from "I'm a homecare manager" or a bare beginning ("call centre supervisor, ...")."""
    for pattern in _ROLE:
        for found in compiled(pattern).finditer(reading.norm):
            role = phrase(reading, found.end(), Activity.SHADOW)
            if role:
                return re.split(r"\s+(?:at|in|for|with|on)\s+", role)[0]
    if re.match(rf"(?:[\w'&/]+ ){{0,4}}(?:{ROLE}) (?:here )?[,.-]", reading.norm):
        return phrase(reading, 0, Activity.SHADOW)
    return None


_SENTENCE: Final = re.compile(
    r"(?<!\S)(?:i|we|you|it|is|are|am|was|can|could|would|will|do|does|did|has|have|had|need|needs|want|any|anyone|someone|please|sorry|thanks|hi|hello|morning|help|our|my|your|there|this|that|so|well|right|ok|who|what|how|if|proposal|swap|offer|request|two|question|random|quick|wee|bit|long|looking|no|not|yes|just|come|sit)(?!\S)"
)


_HOST: Final = re.compile(
    r"^(?:(?:our|the|my) )?(?P<host>(?!(?:i|we|you|they|it|she|he|there|anyone|someone|somebody|anybody|who|what|if|come|this|that|my|our|people|folk|visitors|could|can|would|happy|one|two)(?!\S))[\w'&/]+(?: (?!(?:i|we|you|they|and|who|are|am)(?!\S))[\w'&/]+){0,4}?)"
    r" (?:can|could|would|will|is happy to|are happy to|would love to|would like to|does not mind|do not mind|would not mind(?= (?:a|an|someone|somebody|being|people|one)\b)(?: (?:a|an|someone|somebody|being|people|one))?|is willing to|are willing to)"
    r"(?: (?:be happy to|also|happily|gladly))?(?: (?:take|host|have|welcome|accommodate|be|being|let|fit in|[\w']+ (?:trustee|officer|worker|tagging|coming)))"
)


_ORGANISATION: Final = frozenset(
    ["council", "charity", "organisation", "association", "trust", "group", "company", "cvs", "society"]
)


_GLAD: Final = re.compile(
    r"^(?:our|the|my) (?P<host>(?:[\w'&/]+ ){1,5}?)(?=(?:is|are) (?:very )?(?:happy|glad|willing|delighted|keen) (?:for|to (?:be|have|host|take)))"
)


def hosts(reading: Reading) -> str | None:
    """Who would host, where they are what the sentence is about: "Planning enforcement can take a ..."."""
    found = _GLAD.match(reading.norm) or _HOST.match(reading.norm)
    host = phrase(reading, found.start("host"), Activity.SHADOW) if found else None
    return None if host is None or host.split()[-1].lower() in _ORGANISATION else host


def bare_beginning(reading: Reading, activity: Activity) -> str | None:
    """The subject of a message that names it first, without a verb: "bid writing. 2hrs. zoom." """
    labelled = compiled(r"(?:subject|topic|skill|area|need|wanted|about|what)(?: is)? :").search(reading.norm)
    if labelled:
        return phrase(reading, labelled.end(), activity)
    chunk = re.split(r" ?[,.;:()?!¦-] ?", reading.norm, maxsplit=1)[0]
    if not chunk or len(chunk.split()) > 6 or _SENTENCE.search(chunk):
        return None
    return phrase(reading, 0, activity)


def antecedent(reading: Reading) -> str | None:
    """The thing that a story sentence is about."""
    for pattern in _STORY:
        for found in compiled(pattern).finditer(reading.norm):
            thing = phrase(reading, found.end(), Activity.SHADOW)
            if thing:
                return thing
    return None
