"""Words that follow an introduction: a yes, a no, or a word for the other side, which nothing passes on unasked."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from bot.commands.introductions import SendQuestion
from bot.dialogue import Do, Heard, Step, say
from bot.dialogues import introduction_cards, plain_answers
from bot.dialogues.listing_cards import safe_words
from bot.language import t
from bot.model.exchanges import SuggestionState
from bot.ports.person_view import PersonView
from bot.ports.seen import SuggestionSeen
from bot.turn import Pressed
from bot.understanding.clean import plain
from bot.understanding.timing import find_timing
from bot.understanding.understood import Intent
from bot.working_time import local_date


@dataclass(frozen=True)
class Invited:
    """An introduction was the last thing said: a yes or a no answers it, and other words may be for the other side."""

    suggestion_id: int
    words: str = ""
    """What was said since, shown to its writer and not passed on yet."""
    tag: Literal["invited"] = "invited"


@dataclass(frozen=True)
class WordsAsked:
    """The next words go to the other side, as a question or its answer."""

    suggestion_id: int
    tag: Literal["words_asked"] = "words_asked"


_SEND = re.compile(
    r"(?:(?:yes|yep|yeah|ok|okay|please|go on|sure)[, ]+)*(?:(?:send|pass|forward)(?: (?:it|that|this|them))?(?: (?:on|over|along))?"
    r"|(?:it['’]?s|that['’]?s|it is|that is|that was)?(?: a question)? ?for (?:them|him|her)|ask (?:them|him|her)(?: that)?|tell (?:them|him|her)(?: that)?)"
    r"(?:[, ]+(?:please|thanks|then|to (?:them|him|her)))*"
)
_IS_A_YES = re.compile(
    r"(?:(?:yes|ok|no)[, ]+)*(?:(?:it['’]?s|that['’]?s) )?(?:(?:a|my) yes(?: to (?:meeting )?them)?|my answer|yes to meeting(?: them)?"
    r"|(?:i['’]?ll|i will|i['’]?d like to|happy to) meet(?: them)?)(?:[, ]+please)?"
)
_ABOUT_THE_BOT = re.compile(r"\b(?:help|you|bot|work|works|mean)\b", re.IGNORECASE)
_ABOUT_THEM = re.compile(r"\b(?:your|yours|they|their|them|he|she|his|her)\b", re.IGNORECASE)
""" "How big is your team?" is asked of whoever is introduced, and not of the bot."""


def invited(question: Invited, heard: Heard, view: PersonView) -> Step | None:
    """Names are at stake, so that only a plain yes is one; and nothing is passed on before a press."""
    seen = view.suggestion(question.suggestion_id)
    if seen is None or seen.suggestion.state is not SuggestionState.ASKED:
        return None
    words, today = plain(heard.said.text), local_date(view.now, view.me.time_zone)
    if question.words and (step := _passed_on(question, seen, heard, view)) is not None:
        return step
    if not seen.mine:
        value = str(question.suggestion_id)
        if plain_answers.means_yes_beyond_doubt(heard, today):
            said_when = (("words", words),) if find_timing(words, today).spans else ()
            return Step(question=None, then=Pressed("suggestion.yes", value, said_when))
        if plain_answers.means_yes(heard) and not plain_answers.on_a_condition(words, today):
            title = t("Is that a yes? {asks}", asks=introduction_cards.asks(seen))
            return say(introduction_cards.card(seen, title), question)
        if _SEND.fullmatch(plain_answers.words_of(heard)):  # with nothing yet to be sent
            return say(introduction_cards.words_form(seen), WordsAsked(question.suggestion_id))
        if plain_answers.means_only_no(heard) or (heard.alone and _surely(Intent.DECLINE, heard)):
            return Step(question=None, then=Pressed("suggestion.no", value))
    if _about_something_else(heard, view):
        return None
    return say(introduction_cards.words_form(seen, words), replace(question, words=words[: introduction_cards.LONGEST]))


def _passed_on(question: Invited, seen: SuggestionSeen, heard: Heard, view: PersonView) -> Step | None:
    """ "Send it", once the words are there to be sent. Whoever was asked may mean either by a yes, so that they are asked."""
    said = plain_answers.words_of(heard)
    agrees = plain_answers.means_yes(heard)
    if _SEND.fullmatch(said) or (agrees and seen.mine):
        return Step((Do(SendQuestion(question.suggestion_id, safe_words(question.words, view.me))),), None)
    if _IS_A_YES.fullmatch(said) and not seen.mine:
        return Step(question=None, then=Pressed("suggestion.yes", str(question.suggestion_id)))
    if agrees:
        title = t("Shall I pass your words on, or is that your yes to meeting them?")
        return say(replace(introduction_cards.words_form(seen, question.words), title=title), question)
    return None


def _surely(intent: Intent, heard: Heard) -> bool:
    return heard.wishes[0].intent is intent and not heard.wishes[0].unsure


def _about_something_else(heard: Heard, view: PersonView) -> bool:
    """Whether words that follow an invitation are clearly no answer to it."""
    wish, words = heard.wishes[0], heard.said.text
    match wish.intent:
        case Intent.OFFER | Intent.SEEK:
            return plain_answers.wants_something(words) and not wish.unsure
        case Intent.PAUSE:
            return plain_answers.wants_a_rest(words)
        case Intent.CANCEL | Intent.RESCHEDULE:
            return bool(view.my_legs())
        case Intent.UNKNOWN | Intent.ACCEPT | Intent.DECLINE:
            return False
        case Intent.HELP if words.rstrip().endswith("?") and not _ABOUT_THE_BOT.search(words):
            return False
        case Intent.PROGRESS | Intent.BROWSE if _ABOUT_THEM.search(words):
            return False
        case _:
            return not wish.unsure
