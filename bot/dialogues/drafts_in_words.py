"""Words about what was just shown or published: they put it right, publish it, drop it, or choose whom to ask."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from bot.cards import Card
from bot.commands.listings import Amend, Discard
from bot.dialogue import Do, Heard, Replace, Say, Step
from bot.dialogues import plain_answers, posting_cards, results
from bot.dialogues.corrections import put_right
from bot.dialogues.listing_cards import change_form, safe_words
from bot.language import t
from bot.model.listings import Kind, Listing, ListingState
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.understanding import understand
from bot.understanding.clean import plain
from bot.understanding.timing import find_timing
from bot.understanding.understood import Intent
from bot.working_time import local_date


@dataclass(frozen=True)
class DraftOpen:
    """A draft was just shown: a few words may put it right, a yes publishes it; not while they are `changing` it.

    `shown` are the offers that were shown with a request, in their order: "the second" is the second of these, whoever
    has come since.
    """

    listing_id: int
    changing: bool = False
    shown: tuple[int, ...] = ()
    tag: Literal["draft_open"] = "draft_open"


@dataclass(frozen=True)
class Standing:
    """It was just published: a few words may still put it right."""

    listing_id: int
    tag: Literal["standing"] = "standing"


@dataclass(frozen=True)
class TopicAsked:
    """The next words are what the draft is about."""

    listing_id: int
    tag: Literal["topic_asked"] = "topic_asked"


_ASK = re.compile(
    r"(?:yes|ok|please|go on|do)?[\s,]*(?:please\s+)?ask(?: (?:them|her|him|both|that one|please|all|away))*",
    re.IGNORECASE,
)
PUBLISH = re.compile(
    r"(?:(?:yes|yep|yeah|ok|okay|please|just)[, ]+)*(?:publish|post|share|send|submit|put it up|go live|keep looking|keep it up)"
    r"(?: (?:it|this|that|for me))*(?:[, ]+(?:please|then|thanks))*"
)
LONGEST = 200
"""Characters of a correction."""
A_FEW = 6
"""Words: so few, taken for something and not surely, are likelier to be about what stands there."""
_HEARD_ANYWAY = (Intent.UNKNOWN, Intent.GREET, Intent.THANKS, Intent.HELP)
_CHANGES = frozenset({"change", "change it", "change that", "edit", "edit it", "let me change it"})
_ABOUT_SOMETHING_ELSE = (Intent.LIST_MINE, Intent.EXPORT_DATA, Intent.ERASE_DATA, Intent.DIGEST_OFF, Intent.REFLECT)
_A_SUBJECT = 6
"""Words; whoever says more, says more than a subject."""


def subject(listing: Listing, heard: Heard, view: PersonView) -> Step | None:
    """The words are a topic only if they would make an offer, so that orders and chatter are not taken for one."""
    today = local_date(view.now, view.me.time_zone)
    topic = understand(heard.said.text, channel="slash:/offer", today=today)[0].topic
    if not topic or not (heard.wishes[0].intent is Intent.UNKNOWN or _names_only(heard)):
        return None
    return Step((Do(Amend(listing.id, replace(listing.details, topic=safe_words(topic, view.me, 120)))),))


def about_draft(question: DraftOpen, listing: Listing, heard: Heard, view: PersonView) -> Step | None:
    """Words about a draft on the table."""
    wish, words, said = heard.wishes[0], plain(heard.said.text), plain_answers.words_of(heard)
    if listing.kind is Kind.REQUEST and (chosen := _chosen(question, listing, heard, view)) is not None:
        return chosen
    if said in _CHANGES:
        return _put_right_by_form(question, listing, t("Change what you like"))
    if (righted := corrected(listing, heard, view)) is not None:
        return righted
    drops = wish.intent in (Intent.CANCEL, Intent.WITHDRAW) and not wish.topic and not wish.when and heard.alone
    if plain_answers.means_only_no(heard) or wish.intent is Intent.UNDO or (drops and len(said.split()) <= A_FEW):
        return Step((Do(Discard(listing.id)),), None)
    if PUBLISH.fullmatch(said) or plain_answers.means_yes(heard):
        if question.changing:  # what they wanted changed is not in it yet
            card, shown = draft_card(listing, view, first=False)
            return Step((Say(card),), DraftOpen(listing.id, shown=shown))
        return Step(then=Pressed("listing.publish", str(listing.id)))
    guessed = wish.intent in (Intent.OFFER, Intent.SEEK) and not wish.topic
    elsewhere = wish.intent is Intent.PAUSE and plain_answers.wants_a_rest(words)
    about_time = wish.intent in (Intent.PAUSE, Intent.RESCHEDULE) and not elsewhere and not view.my_legs()
    unsure = heard.alone and "intent" in wish.unsure and wish.intent not in _HEARD_ANYWAY and len(said.split()) <= A_FEW
    if (
        wish.intent is Intent.DECLINE
        or about_time
        or (unsure and not elsewhere)
        or (guessed and not plain_answers.wants_something(heard.said.text))
    ):
        # "not online" begins nothing new, and on a no with more to it nothing is dropped
        return _put_right_by_form(question, listing, t("What shall I put right?"))
    return None


def standing(listing: Listing, heard: Heard, view: PersonView) -> Step | None:
    """Words about what has just been published: they put it right, or wish for no more than there is."""
    if listing.state is not ListingState.OPEN:
        return None
    if PUBLISH.fullmatch(plain_answers.words_of(heard)):
        return Step(then=Pressed("listing.publish", str(listing.id)))
    righted = corrected(listing, heard, view)
    if righted is None and _rules_out(heard, view):
        return _put_right_by_form(Standing(listing.id), listing, t("What shall I put right?"))
    return righted


def _rules_out(heard: Heard, view: PersonView) -> bool:
    """ "Not Easter": words that only say when not, which no few words can put right."""
    words = plain(heard.said.text)
    timing = find_timing(words, local_date(view.now, view.me.time_zone))
    if not timing.spans or timing.when is not None or heard.wishes[0].intent is Intent.CANCEL:
        return False
    return not plain_answers.says_something(plain_answers.without(words, timing.spans))


def corrected(listing: Listing, heard: Heard, view: PersonView) -> Step | None:
    """A few words that are about the details and nothing else."""
    wish, words = heard.wishes[0], plain(heard.said.text)
    if wish.intent in _ABOUT_SOMETHING_ELSE or words.endswith("?") or len(words) > LONGEST:
        return None
    if wish.intent is not Intent.RESCHEDULE and wish.topic and not wish.unsure:
        return None
    details = put_right(listing.details, words, local_date(view.now, view.me.time_zone))
    details = replace(
        details, topic=safe_words(details.topic, view.me, 120), place=safe_words(details.place, view.me, 80)
    )
    return Step((Do(Amend(listing.id, details)),)) if details != listing.details else None


def draft_card(listing: Listing, view: PersonView, *, first: bool) -> tuple[Card, tuple[int, ...]]:
    """A draft as it is shown: an offer as it was understood, a request with the offers that fit well, which are named."""
    if listing.kind is Kind.REQUEST:
        return results.card_and_whom(listing, view)
    return posting_cards.draft(listing, first=first), ()


def _put_right_by_form(question: DraftOpen | Standing, listing: Listing, title: str) -> Step:
    asked = replace(question, changing=True) if isinstance(question, DraftOpen) else question
    return Step((Replace(change_form(listing, title)),), asked)


def _chosen(question: DraftOpen, request: Listing, heard: Heard, view: PersonView) -> Step | None:
    """Whom to ask, of those who were found: "yes" where there is one, "ask the second one" where there are more."""
    said = plain_answers.words_of(heard)
    asks = _ASK.fullmatch(said) is not None or plain_answers.means_yes(heard)
    if not asks and not plain_answers.names_a_position(said):
        return None
    shown = question.shown
    place = plain_answers.position(said, len(shown))
    if place is None and asks and len(shown) == 1:
        place = 0
    if place is not None:
        return Step(then=Pressed("ask", f"{shown[place]}:{request.id}"))
    if shown and asks:
        title = t("Whom shall I ask? Press one, or say “the first” or “the second”.")
        card, shown = results.card_and_whom(request, view)
        return Step((Say(replace(card, title=title)),), DraftOpen(request.id, shown=shown))
    return None


def _names_only(heard: Heard) -> bool:
    """Whether the message is little but a subject: "pivot tables in Excel" asks for nothing by itself."""
    [wish, *more] = heard.wishes
    bare = re.sub(r"^(?:the|a|an|on|about|it's|its)\s+", "", plain(heard.said.text).strip(" .!?").casefold())
    short = len(bare.split()) <= _A_SUBJECT and bare.startswith((wish.topic or "?").casefold())
    return not more and wish.intent in (Intent.OFFER, Intent.SEEK) and short
