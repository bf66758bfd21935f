"""Somebody doesn't know yet: "dunno", "let me think", "not sure, need to check with my manager".

What was asked stays as it is and open, and nothing is guessed. Only words that say this and nothing else are taken for
it; where any words at all would be an answer, so would these.
"""

import re

from bot.cards import Card
from bot.dialogue import Heard, Question, Step, say
from bot.dialogues.arranging import NoteAsked
from bot.dialogues.introduction import ReasonAsked
from bot.dialogues.invited import WordsAsked
from bot.language import t
from bot.understanding.clean import plain

MOST_READ = 400
"""Characters as they were typed, mentions and all: to make more of them plain would only cost time."""
LONGEST = 80
"""Characters: nobody takes more to say that they don't know."""
TAKES_ANY_WORDS = (WordsAsked, ReasonAsked, NoteAsked)
"""Questions whose answer goes to somebody, or is kept, as it is."""

_STILL = (
    r"(?:(?:i['’]?m|i am|i|sorry|well|oh|ok|okay|still|just|really|so|and|but|hm+|um+|er+|honestly|tbh)[,. …-]+){0,5}"
)
_UNSETTLED = (
    r"(?:dunno|(?:don['’]?t|do not) (?:really )?know|not (?:quite |too |really )?(?:sure|decided|certain)|unsure|undecided|no idea"
    r"|let me (?:think|check|see|ask|have a think|have a look|get back to you|come back to you)"
    r"|(?:i['’]?ll|i will|will|can i|could i|may i) (?:have to |need to )?(?:let you know|get back to you|come back to you|think|check|ask|see|have a think)"
    r"|(?:need|have|got|want|going) to (?:check|think|ask)|thinking|leave it with me|(?:maybe|perhaps) later|later|in a bit|tbc"
    r"|(?:hang|hold) on|bear with me|one (?:sec|second|minute|moment)|give me a (?:sec|second|minute|moment|bit|day)|hm+|um+|er+)"
)
_LATER = (
    r"(?:[, ]+(?:yet|sorry|thanks|thank you|first|now|really|tbh|to be honest|about (?:it|that)|soon|tomorrow|later|next week|please"
    r"|on that|when i['’]?(?:ll| will|m| am)? (?:be |know|get )?(?:back|free|around|in)?|when i know|myself|(?:with )?(?:my|our) (?:\w+ )?(?:diary|calendar|manager|boss|team|head)))*"
)
_UNDECIDED = re.compile(rf"(?:{_STILL}{_UNSETTLED}{_LATER}[,. …-]*){{1,3}}")
"""Three times at most, because "hm" may be read in several of its places: more would cost as much again each time."""


def no_hurry(heard: Heard, question: Question | None) -> Step | None:
    """The answer to whoever only says that there is none yet; what is open stays open. None for all other words."""
    if len(heard.said.text) > MOST_READ or not undecided(plain(heard.said.text)):
        return None
    if question is None:
        return say(Card(t("No hurry. Say “mine” whenever you'd like to see where things stand.")))
    return say(Card(t("No hurry: it stays as it is. Tell me here when you know, or use the buttons above.")))


def undecided(words: str) -> bool:
    """Whether words only say that there is no answer yet. `words` are plain."""
    return len(words) <= LONGEST and _UNDECIDED.fullmatch(words.casefold().strip(" .!")) is not None
