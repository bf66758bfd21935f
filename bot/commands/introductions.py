"""Asking to be introduced, and answering."""

import datetime as dt
import secrets
from dataclasses import dataclass, replace
from typing import Literal

from bot.events import (
    Accepted,
    Asked,
    Declined,
    Expired,
    NoLongerNeeded,
    PassedOn,
    QuestionSent,
    ReasonKept,
    TakenBack,
    Undeclined,
)
from bot.language import t
from bot.model.exchanges import Suggestion, SuggestionState
from bot.model.listings import USUAL_MINUTES, Kind, ListingState
from bot.model.organisations import Person
from bot.model.refusal import Refusal
from bot.ports.unit_of_work import UnitOfWork

MOST_WAITING = 5
ONCE_A_YEAR = dt.timedelta(days=365)
NOT_TWICE_WITHIN = dt.timedelta(days=90)
LEFT_IN_PEACE = dt.timedelta(days=14)
_UNANSWERED = (SuggestionState.PASSED_ON, SuggestionState.EXPIRED)
_DECLINED = (SuggestionState.DECLINED, SuggestionState.PASSED_ON)


@dataclass(frozen=True)
class Ask:
    """Ask the owner of `listing_id` for an introduction; `mine` is the asker's own listing that led to it."""

    listing_id: int
    mine: int | None = None
    reasons: tuple[str, ...] = ()
    tag: Literal["ask"] = "ask"


@dataclass(frozen=True)
class TakeBack:
    """Stop asking, while no answer has come."""

    suggestion_id: int
    tag: Literal["take_back"] = "take_back"


@dataclass(frozen=True)
class SendQuestion:
    """Pass a question, or the answer to one, to the other side."""

    suggestion_id: int
    text: str
    tag: Literal["send_question"] = "send_question"


@dataclass(frozen=True)
class Accept:
    """Say yes."""

    suggestion_id: int
    tag: Literal["accept"] = "accept"


@dataclass(frozen=True)
class Decline:
    """Say not this time. The reason is kept for the decliner and their own records; nobody is told."""

    suggestion_id: int
    reason: str = ""
    tag: Literal["decline"] = "decline"


@dataclass(frozen=True)
class Undecline:
    """Think again, before the asker has been shown somebody else."""

    suggestion_id: int
    tag: Literal["undecline"] = "undecline"


@dataclass(frozen=True)
class PassOn:
    """Let the asker of a declined suggestion move on. Asked for by the calendar, not by people."""

    suggestion_id: int
    tag: Literal["pass_on"] = "pass_on"


@dataclass(frozen=True)
class Expire:
    """Stop waiting for an answer. Asked for by the calendar, not by people."""

    suggestion_id: int
    tag: Literal["expire"] = "expire"


def ask(command: Ask, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Asked, ...]:
    """Refused for one's own organisation, a listing that is gone, a pair already talking, or too many asks at once."""
    listing = work.listings.get(command.listing_id)
    if listing is None or work.view_of(by, now).listing(listing.id) is None:
        # taken down, full, over, paused, or of one's own organisation
        raise Refusal(t("That one isn't open just now. Tell me what you're after and I'll look again."))
    owner = work.people.get(listing.person_id)
    before = work.exchanges.between(by.id, owner.id, now - ONCE_A_YEAR)
    for one in before:
        if one.state is SuggestionState.ASKED and one.asker_id != by.id:
            raise Refusal(t("They have asked you already! Say “mine” to see their question and answer it."))
        if one.state in (SuggestionState.ASKED, SuggestionState.DECLINED) and one.asker_id == by.id:
            # a no looks like no answer
            raise Refusal(t("You have asked them already; I'll tell you as soon as they answer."))
        ended = one.answered_at or one.asked_at
        if one.state is SuggestionState.WITHDRAWN and one.asker_id == by.id and ended > now - LEFT_IN_PEACE:
            raise Refusal(
                t("You asked them not long ago and took it back, so let's leave them in peace for a fortnight.")
            )
        if one.state in _UNANSWERED and one.asked_at > now - NOT_TWICE_WITHIN:
            raise Refusal(t("That one isn't free at the moment. Tell me what you're after and I'll find others."))
    if sum(seen.mine for seen in work.view_of(by, now).my_suggestions()) >= MOST_WAITING:
        raise Refusal(
            t(
                "You're waiting for {most} answers already. Let one come in (or take one back) before you ask again.",
                most=MOST_WAITING,
            )
        )
    if work.listings.taken(listing.id) >= listing.details.capacity:
        raise Refusal(t("Somebody else has just taken the last place. Tell me what you're after and I'll find others."))
    offering = listing.kind is Kind.OFFER
    suggestion = work.exchanges.suggest(
        Suggestion(
            id=0,
            offer_id=listing.id if offering else command.mine,
            request_id=command.mine if offering else listing.id,
            host_id=owner.id if offering else by.id,
            guest_id=by.id if offering else owner.id,
            asker_id=by.id,
            details=listing.details,
            reasons=command.reasons,
            state=SuggestionState.ASKED,
            asked_at=now,
        )
    )
    work.disclosures.record(by.id, owner.id, "listing", f"listing:{listing.id}", now)
    work.disclosures.record(owner.id, by.id, "role", f"suggestion:{suggestion.id}", now)
    return (Asked(suggestion),)


def take_back(command: TakeBack, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[TakenBack, ...]:
    """Only the asker can."""
    suggestion = concerning(command.suggestion_id, by, work)
    if suggestion.asker_id != by.id:
        raise Refusal(t("It was the other side who asked. You can answer “Not this time” instead."))
    if suggestion.state is SuggestionState.DECLINED:
        # to the asker it still looks asked, and taking it back must look the same
        suggestion = replace(suggestion, state=SuggestionState.ASKED)
    return (TakenBack(_end(suggestion, SuggestionState.WITHDRAWN, work, now)),)


def send_question(command: SendQuestion, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[QuestionSent, ...]:
    """While the question stands, either side may write to the other through the bot."""
    suggestion = concerning(command.suggestion_id, by, work)
    if not command.text.strip():
        raise Refusal(t("There was nothing in that. Write your question and I'll pass it on."))
    unheard = suggestion.state is SuggestionState.DECLINED and suggestion.asker_id == by.id
    if suggestion.state is not SuggestionState.ASKED and not unheard:
        raise Refusal(no_longer_open(suggestion, by))
    return (QuestionSent(suggestion, by.id, command.text.strip()),)


def accept(command: Accept, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Accepted | NoLongerNeeded, ...]:
    """Makes one exchange, however often and from wherever yes is said."""
    suggestion = concerning(command.suggestion_id, by, work)
    if suggestion.answerer_id != by.id:
        raise Refusal(t("You asked, so that counts as your yes. It's the other side's turn now."))
    if suggestion.state is SuggestionState.ACCEPTED:
        return ()
    if suggestion.state is not SuggestionState.ASKED:
        raise Refusal(no_longer_open(suggestion, by))
    room(suggestion, work)
    suggestion = _end(suggestion, SuggestionState.ACCEPTED, work, now)
    minutes = suggestion.details.duration_minutes or USUAL_MINUTES[suggestion.details.activity]
    exchange = work.exchanges.begin(suggestion, secrets.token_urlsafe(24), minutes)
    for viewer, subject in ((suggestion.host_id, suggestion.guest_id), (suggestion.guest_id, suggestion.host_id)):
        work.disclosures.record(viewer, subject, "contact", f"suggestion:{suggestion.id}", now)
    for listing_id in (suggestion.offer_id, suggestion.request_id):
        listing = work.listings.get(listing_id) if listing_id else None
        if (
            listing
            and listing.state is ListingState.OPEN
            and work.listings.taken(listing.id) >= listing.details.capacity
        ):
            work.listings.save(replace(listing, state=ListingState.FILLED))
    return (Accepted(suggestion, exchange), *_others_asked(suggestion, work, now))


def decline(command: Decline, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Declined | ReasonKept, ...]:
    """A reason may follow later: declining again with one only adds it."""
    suggestion = concerning(command.suggestion_id, by, work)
    if suggestion.answerer_id != by.id:
        raise Refusal(t("You asked, so there is nothing to decline. You can take your question back instead."))
    if suggestion.state is SuggestionState.DECLINED:
        if not command.reason:
            return ()
        work.exchanges.save_suggestion(replace(suggestion, reason=command.reason))
        return (ReasonKept(suggestion),)
    if suggestion.state is not SuggestionState.ASKED:
        raise Refusal(no_longer_open(suggestion, by))
    return (Declined(_end(replace(suggestion, reason=command.reason), SuggestionState.DECLINED, work, now)),)


def undecline(command: Undecline, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Undeclined, ...]:
    """Refused once the asker has moved on."""
    suggestion = concerning(command.suggestion_id, by, work)
    if suggestion.state is not SuggestionState.DECLINED or suggestion.answerer_id != by.id:
        raise Refusal(t("It's too late to take that back: they have been shown somebody else."))
    suggestion = replace(suggestion, state=SuggestionState.ASKED, answered_at=None, reason="")
    work.exchanges.save_suggestion(suggestion)
    return (Undeclined(suggestion),)


def expire(command: Expire, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[Expired, ...]:
    """Does nothing if an answer came after all."""
    suggestion = work.exchanges.suggestion(command.suggestion_id)
    if suggestion is None or suggestion.state is not SuggestionState.ASKED:
        return ()
    return (Expired(_end(suggestion, SuggestionState.EXPIRED, work, now)),)


def pass_on(command: PassOn, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[PassedOn, ...]:
    """From here on the decliner can no longer think again."""
    suggestion = work.exchanges.suggestion(command.suggestion_id)
    if suggestion is None or suggestion.state is not SuggestionState.DECLINED:
        return ()
    suggestion = replace(suggestion, state=SuggestionState.PASSED_ON)
    work.exchanges.save_suggestion(suggestion)
    return (PassedOn(suggestion),)


def room(suggestion: Suggestion, work: UnitOfWork) -> None:
    """Refused when the offer that is said yes to has no place left."""
    offer = work.listings.get(suggestion.offer_id) if suggestion.offer_id else None
    if (
        offer is not None
        and offer.person_id == suggestion.answerer_id
        and work.listings.taken(offer.id) >= offer.details.capacity
    ):
        raise Refusal(
            t(
                "All the places on that offer are taken. If there is room for one more, say “mine”, press Change and raise “Room for” first."
            )
        )


def _others_asked(accepted: Suggestion, work: UnitOfWork, now: dt.datetime) -> tuple[NoLongerNeeded, ...]:
    """One yes is enough: whoever else was asked for the same request need not answer any more."""
    if accepted.request_id is None:
        return ()
    seeker = accepted.guest_id
    return tuple(
        NoLongerNeeded(_end(one, SuggestionState.WITHDRAWN, work, now))
        for one in work.exchanges.waiting(seeker)
        if one.asker_id == seeker and one.request_id == accepted.request_id
    )


def concerning(suggestion_id: int, by: Person, work: UnitOfWork) -> Suggestion:
    """The suggestion, if `by` is one of its two. Raises Refusal otherwise."""
    suggestion = work.exchanges.suggestion(suggestion_id)
    if suggestion is None or by.id not in (suggestion.host_id, suggestion.guest_id):
        raise Refusal(t("I can't find that introduction any more. Say “mine” to see what is open."))
    return suggestion


def _end(suggestion: Suggestion, state: SuggestionState, work: UnitOfWork, now: dt.datetime) -> Suggestion:
    if suggestion.state is not SuggestionState.ASKED:
        raise Refusal(t("That has been settled already. Say “mine” to see where things stand."))
    suggestion = replace(suggestion, state=state, answered_at=now)
    work.exchanges.save_suggestion(suggestion)
    return suggestion


def no_longer_open(suggestion: Suggestion, by: Person) -> str:
    """What `by` is told who answers a question that has been settled."""
    if suggestion.state is SuggestionState.ACCEPTED:
        return t("You have both said yes to this one already. Say “mine” to see it.")
    if suggestion.state in _DECLINED and suggestion.answerer_id == by.id:
        return t("You said not this time to this one. If you have changed your mind, find them with a new search.")
    return t("That introduction is no longer open, so there is nothing more to do. Say “mine” to see what is.")
