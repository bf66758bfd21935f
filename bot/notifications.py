"""What other people hear when somebody does something. With `bot/reminders.py`, the only file that writes to anybody
but the person who acted: everything that crosses from one organisation to another can be read on these two pages.

Each card is made from the recipient's own view, so that it shows what they may see and nothing else.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from bot import dialogues
from bot.cards import Card, Quote, Text
from bot.commands.visits import is_over
from bot.dialogue import Question
from bot.dialogues import coordinating, introduction_cards, reflecting, results, visit_cards
from bot.dialogues.arranging import DatesAsked, DatesOffered
from bot.dialogues.introduction import Invited
from bot.dialogues.listing_cards import named
from bot.events import (
    Accepted,
    Amended,
    Asked,
    Booked,
    CameBack,
    Cancelled,
    CoordinatorMade,
    DatesProposed,
    DatesTakenBack,
    Dropped,
    Erased,
    Event,
    Expired,
    Lapsed,
    NoLongerNeeded,
    OutcomeTold,
    PassedOn,
    PlaceSet,
    Published,
    QuestionSent,
    Reflected,
    Renewed,
    Reopened,
    Resumed,
    SentAgain,
    TakenBack,
    WentOutOfReach,
    WorkspaceLeft,
)
from bot.language import t
from bot.model.exchanges import Leg, LegState, Sharing, Suggestion, SuggestionState
from bot.model.listings import Kind, Listing, ListingState
from bot.model.organisations import Person
from bot.phrases import subject, who_in_words
from bot.ports.failures import NOTICE, Undelivered
from bot.ports.outbox import Message
from bot.ports.person_view import PersonView
from bot.ports.unit_of_work import UnitOfWork
from bot.working_time import at_work

TO_SET_OUT = dt.timedelta(hours=2)
"""What somebody must know this long before a visit does not wait for the next morning."""


def of(event: Event, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:  # noqa: C901 (one flat table: who hears what)
    """The messages that an event sends to others, to be queued in the same transaction."""
    match event:
        case Published(listing=listing) | Renewed(listing=listing) | Amended(listing=listing):
            if listing.kind is Kind.OFFER and listing.state is ListingState.OPEN:
                yield from _fitting(listing, work, now)
        case Resumed(person=person):
            yield from _offers(person, work, now)
        case Asked(suggestion=suggestion, before=before):
            view = _view(suggestion.answerer_id, work, now)
            if seen := view.suggestion(suggestion.id):
                title = introduction_cards.has_come_back(seen) if before else ""
                card = introduction_cards.card(seen, title)
                key = f"suggestion:{suggestion.id}:asked"
                yield from _to(suggestion.answerer_id, key, card, work, now, Invited(suggestion.id))
        case TakenBack(suggestion=suggestion) | NoLongerNeeded(suggestion=suggestion):
            yield from _retire(suggestion, work, now)
        case QuestionSent(suggestion=suggestion, sender_id=sender, text=text) if (
            suggestion.state is SuggestionState.ASKED
        ):
            reader = suggestion.guest_id if sender == suggestion.host_id else suggestion.host_id
            view = _view(reader, work, now)
            if seen := view.suggestion(suggestion.id):
                title = (
                    t("A question about {what}", what=subject(suggestion.details))
                    if seen.mine
                    else t("A word from {who}", who=who_in_words(seen.other))
                )
                key = f"question:{suggestion.id}:{sender}:{now.isoformat()}"
                # a matter of its own: somebody's words are never dropped for a newer card
                card = replace(introduction_cards.card(seen, title, text), matter=key)
                yield from _to(reader, key, card, work, now, Invited(suggestion.id))
        case Accepted(suggestion=suggestion, exchange=exchange):
            view = _view(suggestion.asker_id, work, now)
            leg = view.leg(exchange.legs[0].id)
            assert leg is not None
            good_news = t("Good news: {name} said yes to {what}", name=leg.other.name, what=subject(suggestion.details))
            note = t("Either of you can suggest dates.")
            yield from _to(
                suggestion.asker_id,
                f"exchange:{exchange.id}:agreed",
                visit_cards.card(leg, view, good_news, note),
                work,
                now,
                DatesAsked(leg.leg.id),
            )
        case Expired(suggestion=suggestion):
            yield from _retire(suggestion, work, now)
            yield from _onward(suggestion, work, now)
        case PassedOn(suggestion=suggestion):
            yield from _onward(suggestion, work, now)
        case DatesProposed(leg=leg, by_id=by, proposals=proposals, moving=moving):
            view = _view(leg.other(by), work, now)
            seen_leg = view.leg(leg.id)
            assert seen_leg is not None
            name = seen_leg.other.name
            title = (
                t("{name} would like to move it. Which suits you?", name=name)
                if moving
                else t("{name} suggests these. Which suits you?", name=name)
            )
            note = t("The date you had stands until you choose.") if moving else ""
            card = visit_cards.dates_card(seen_leg, view, title, note)
            key = f"dates:{leg.id}:{proposals[0].id}"
            yield from _to(leg.other(by), key, card, work, now, DatesOffered(leg.id), before=leg.starts_at)
        case DatesTakenBack(leg=leg, by_id=by):
            view = _view(leg.other(by), work, now)
            seen_leg = view.leg(leg.id)
            assert seen_leg is not None
            card = visit_cards.dates_withdrawn(seen_leg, view)
            yield from _to(leg.other(by), f"dates:{leg.id}:back:{now.isoformat()}", card, work, now, supersedes=True)
        case Booked(leg=leg, by_id=by, moved=moved):
            view = _view(leg.other(by), work, now)
            seen_leg = view.leg(leg.id)
            assert seen_leg is not None
            title = (
                t("Moved: {name} has agreed to the new date", name=seen_leg.other.name)
                if moved
                else t("Agreed: {name} can make it", name=seen_leg.other.name)
            )
            key = f"booked:{leg.id}:{leg.sequence}"
            yield from _to(leg.other(by), key, visit_cards.card(seen_leg, view, title), work, now, before=leg.starts_at)
        case PlaceSet(leg=leg, by_id=by):
            view = _view(leg.other(by), work, now)
            seen_leg = view.leg(leg.id)
            assert seen_leg is not None
            title = t("{name} has set the place: {where}", name=seen_leg.other.name, where=leg.where)
            key = f"place:{leg.id}:{leg.sequence}"
            yield from _to(leg.other(by), key, visit_cards.card(seen_leg, view, title), work, now, before=leg.starts_at)
        case Cancelled(leg=leg, by_id=by, note=words):
            seen_leg = _view(leg.other(by), work, now).leg(leg.id)
            assert seen_leg is not None
            card = visit_cards.called_off(seen_leg, words)
            yield from _to(leg.other(by), f"cancelled:{leg.id}", card, work, now, before=leg.starts_at)
        case OutcomeTold(leg=leg, by_id=by, outcome="happened"):
            seen_leg = _view(leg.other(by), work, now).leg(leg.id)
            assert seen_leg is not None
            if seen_leg.reflection is None:
                yield from _to(
                    leg.other(by), f"reflection:{leg.id}:{leg.other(by)}", reflecting.form(seen_leg), work, now
                )
        case Reflected(leg=leg, reflection=reflection):
            other = leg.other(reflection.person_id)
            still_there = work.people.home(other) is not None
            if reflection.tell and reflection.sharing is Sharing.PUBLIC and still_there:
                seen_leg = _view(other, work, now).leg(leg.id)
                assert seen_leg is not None
                title = t(
                    "{name} would like {organisation} to know something",
                    name=seen_leg.other.name,
                    organisation=work.people.get(other).organisation.name,
                )
                card = Card(title, (Quote(reflection.tell, seen_leg.other.name),))
                yield from _to(other, f"tell:{leg.id}:{other}", card, work, now)
        case Reopened(listing=listing, by_id=by, with_id=other):
            if listing.person_id != by:
                key = f"reopened:{listing.id}:{now.isoformat()}"
                yield from _to(listing.person_id, key, visit_cards.reopened(listing), work, now)
            if listing.kind is Kind.OFFER:
                yield from _fitting(listing, work, now, besides=other)
        case Lapsed(listing=listing):
            title = t("{name} has come to the end of its time", name=named(listing))
            farewell = Text(
                t(
                    "It's no longer shown to anybody. If you'd like it back, say “mine” within a month, or tell me about it again."
                )
            )
            yield from _to(
                listing.person_id,
                f"lapsed:{listing.id}:{listing.expires_on}",
                Card(title, (farewell,), f"listing:{listing.id}"),
                work,
                now,
            )
        case Erased():
            yield from _left(event, work, now)
        case WentOutOfReach(person=person, at=at):
            for plan in _plans(person, work, now):
                key = f"reach:{plan.id}:{person.id}:lost:{at.isoformat()}"
                view = _view(plan.other(person.id), work, now)
                if theirs := view.leg(plan.id):
                    yield from _to(view.me.id, key, visit_cards.other_out_of_reach(theirs, view), work, now)
        case CameBack(person=person, at=at):
            for plan in _plans(person, work, now):
                key = f"reach:{plan.id}:{person.id}:back:{at.isoformat()}"
                view = _view(plan.other(person.id), work, now)
                if theirs := view.leg(plan.id):
                    yield from _to(view.me.id, key, visit_cards.other_back(theirs, view), work, now)
            yield from _offers(person, work, now)
        case WorkspaceLeft(organisation=organisation, workspace=workspace):
            for person in work.people.coordinators(organisation.id):
                key = f"removed:{workspace.platform}:{workspace.workspace}:{now.isoformat()}:{person.id}"
                yield from to(person.id, key, coordinating.app_removed(workspace), work, now)
        case CoordinatorMade(person=made, linked=linked):
            for person in work.people.coordinators(made.organisation.id):
                if person.id != made.id:
                    key = f"coordinator:{made.id}:{now.isoformat()}:{person.id}"
                    yield from to(person.id, key, coordinating.another(made.name, linked), work, now)
        case SentAgain(message=failure, by=by_whom) | Dropped(message=failure, by=by_whom):
            for person in work.people.coordinators(failure.organisation_id):
                if person.id != by_whom.id:
                    key = f"seen-to:{failure.id}:{person.id}"
                    card = coordinating.seen_to(failure, isinstance(event, SentAgain), by_whom.name)
                    address = work.people.home(person.id)
                    if address is not None:
                        yield Message(key, address, card, now, supersedes=True)
        case _:
            return


def undelivered(failure: Undelivered, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """To the coordinators of whoever did not get it. Of a message that tells of another nobody is told, so that it ends;
    nor is anybody told that they themselves were not reached."""
    if failure.notice:
        return
    for person in work.people.coordinators(failure.organisation_id):
        if person.id != failure.person_id:
            yield from to(person.id, f"{NOTICE}{failure.id}:{person.id}", coordinating.undelivered(failure), work, now)


def to(
    person_id: int, key: str, card: Card, work: UnitOfWork, now: dt.datetime, asks: Question | None = None
) -> Iterator[Message]:
    """A message to somebody's own chat, in their working hours; none if they can't be reached at all.

    `asks` is what words in reply may answer while this is the last thing said to them.
    """
    if work.people.home(person_id) is not None:
        yield from _to(person_id, key, card, work, now, asks)


def _to(
    person_id: int,
    key: str,
    card: Card,
    work: UnitOfWork,
    now: dt.datetime,
    asks: Question | None = None,
    *,
    supersedes: bool = False,
    before: dt.datetime | None = None,
) -> Iterator[Message]:
    """What somebody who can't be reached would miss waits for them; what the calendar says does not, it would be late.

    `before` is a visit that it is about: it goes at whatever hour if their working hours would begin too late for it.
    """
    home = work.people.home(person_id)
    address = home or work.people.last_home(person_id)
    if address is None:  # they were forgotten
        return
    hours = work.people.get(person_id).time_zone
    due = now if supersedes else at_work(now, hours)
    if supersedes or (before is not None and now < before < due + TO_SET_OUT):
        due, hours = now, ""
    if home is None:
        yield Message(key, address, card, due, supersedes=supersedes, waits=True)
        return
    question = dialogues.written(asks, due) if asks else ""
    yield Message(key, address, card, due, supersedes=supersedes, reader_id=person_id, asks=question, hours=hours)


def _plans(person: Person, work: UnitOfWork, now: dt.datetime) -> Iterator[Leg]:
    """Visits that they have booked or are arranging."""
    for seen in work.view_of(person, now).my_legs():
        if seen.leg.state in (LegState.ARRANGING, LegState.BOOKED) and not is_over(seen.leg, now):
            yield seen.leg


def _view(person_id: int, work: UnitOfWork, now: dt.datetime) -> PersonView:
    return work.view_of(work.people.get(person_id), now)


def _offers(person: Person, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """What somebody offers can be found again: whoever has not heard of it yet hears now."""
    for listing in work.listings.open_of(person.id):
        if listing.kind is Kind.OFFER:
            yield from _fitting(listing, work, now)


def _fitting(offer: Listing, work: UnitOfWork, now: dt.datetime, *, besides: int | None = None) -> Iterator[Message]:
    """Everybody whose standing request a new offer answers hears of it at once; `besides` is somebody not to tell."""
    for found in work.listings.fitting(offer, now=now):
        request = work.listings.get(found.listing_id)
        if request is None or request.person_id == besides:
            continue
        view = _view(request.person_id, work, now)
        match = next((one for one in view.find(Kind.OFFER, request.details) if one.listing_id == offer.id), None)
        if match is None or match.weak:
            continue
        title = t("Somebody new may be just right: {what}", what=named(request))
        card = Card(
            title,
            (
                results.entry(match, "ask", t("Ask"), str(request.id)),
                Text(t("You asked me to keep looking, and this has just come in."), quiet=True),
            ),
            f"fits:{request.id}:{offer.id}",
        )
        work.disclosures.record(request.person_id, offer.person_id, "listing", f"listing:{offer.id}", now)
        yield from to(request.person_id, f"fits:{request.id}:{offer.id}", card, work, now)


def _retire(suggestion: Suggestion, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """The card of a question that no longer stands loses its buttons, quietly."""
    card = introduction_cards.moved_on(suggestion)
    yield from _to(suggestion.answerer_id, f"suggestion:{suggestion.id}:closed", card, work, now, supersedes=True)


def _onward(suggestion: Suggestion, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """No answer, or a silent no: the asker is told the same, and shown whoever comes next."""
    view = _view(suggestion.asker_id, work, now)
    seen = view.suggestion(suggestion.id)
    who = who_in_words(seen.other) if seen else t("They")
    note = t("I haven't had a yes from {who}, so let's not wait any longer.", who=who)
    own = suggestion.request_id if suggestion.asker_id == suggestion.guest_id else None
    request = view.my_listing(own) if own else None
    if request is not None and request.state is ListingState.FILLED:
        return  # somebody else has said yes meanwhile
    if request is not None:
        card = results.card_after(request, view, note)
    elif suggestion.asker_id == suggestion.host_id:
        card = Card(t("Thank you for offering. It hasn't been taken up, so I've closed that one."))
    else:
        card = Card(note, (Text(t("Tell me what you're after and I'll find somebody else.")),))
    yield from _to(suggestion.asker_id, f"suggestion:{suggestion.id}:onward", card, work, now)


def _left(event: Erased, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """Somebody has gone: those who had plans with them hear it, without a reason."""
    for leg in event.legs:
        title = t("I'm sorry: {what} can't go ahead, because the other person has left.", what=subject(leg.details))
        note = Text(t("Say what you're after again and I'll look for somebody else."))
        card = Card(title, (note,), visit_cards.matter(leg.id))
        yield from _to(leg.other(event.person.id), f"cancelled:{leg.id}", card, work, now, before=leg.starts_at)
    for suggestion in event.suggestions:
        if suggestion.asker_id == event.person.id:
            yield from _retire(suggestion, work, now)
        else:
            yield from _onward(suggestion, work, now)
