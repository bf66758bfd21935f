"""What other people hear when somebody does something. With `bot/reminders.py`, the only file that writes to anybody
but the person who acted: everything that crosses from one organisation to another can be read on these two pages.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.cards import Button, Buttons, Card, Quote, Text
from bot.commands.visits import is_over
from bot.dialogues import coordinating, introduction_cards, reflecting, results, undelivered_cards, visit_cards
from bot.dialogues.arranging import PlaceAsked
from bot.dialogues.dates_in_words import DatesAsked, DatesOffered
from bot.dialogues.invited import Invited
from bot.dialogues.listing_cards import named
from bot.dialogues.yes_or_no import YesOrNo
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
from bot.model.exchanges import LegState, Sharing, Suggestion, SuggestionState
from bot.model.listings import Kind, Listing, ListingState
from bot.model.organisations import Person
from bot.phrases import subject, who_in_words
from bot.ports.failures import NOTICE, Undelivered
from bot.ports.outbox import Message
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen
from bot.ports.unit_of_work import UnitOfWork
from bot.telling import Telling

MOST_REQUESTS = 2
"""Of somebody who is back: the others are in "mine"."""


def of(event: Event, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:  # noqa: C901 (one flat table: who hears what)
    """The messages that an event sends to others, to be queued in the same transaction."""
    telling = Telling(work, now)
    match event:
        case Published(listing=listing) | Renewed(listing=listing) | Amended(listing=listing):
            if listing.kind is Kind.OFFER and listing.state is ListingState.OPEN:
                yield from _fitting(listing, telling)
        case Lapsed(listing=listing):
            yield from _lapsed(listing, telling)
        case Reopened():
            yield from _reopened(event, telling)
        case Asked():
            yield from _asked(event, telling)
        case QuestionSent(suggestion=suggestion) if suggestion.state is SuggestionState.ASKED:
            yield from _question(event, telling)
        case TakenBack(suggestion=suggestion) | NoLongerNeeded(suggestion=suggestion):
            yield from _closed(suggestion, telling)
        case Expired(suggestion=suggestion):
            yield from _closed(suggestion, telling)
            yield from _onward(suggestion, telling)
        case PassedOn(suggestion=suggestion):
            yield from _onward(suggestion, telling)
        case Accepted():
            yield from _accepted(event, telling)
        case DatesProposed():
            yield from _dates(event, telling)
        case DatesTakenBack(leg=leg, by_id=by):
            seen, view = telling.leg(leg.id, leg.other(by))
            key = f"dates:{leg.id}:back:{now.isoformat()}"
            yield from telling.retire(view.me.id, key, visit_cards.dates_withdrawn(seen, view))
        case Booked():
            yield from _booked(event, telling)
        case PlaceSet(leg=leg, by_id=by):
            seen, view = telling.leg(leg.id, leg.other(by))
            title = t("{name} has set the place: {where}", name=seen.other.name, where=leg.where)
            card, key = visit_cards.card(seen, view, title), f"place:{leg.id}:{leg.sequence}"
            yield from telling.tell(view.me.id, key, card, before=leg.starts_at)
        case Cancelled(leg=leg, by_id=by, note=words):
            seen, view = telling.leg(leg.id, leg.other(by))
            card = visit_cards.called_off(seen, words)
            yield from telling.tell(view.me.id, f"cancelled:{leg.id}", card, before=leg.starts_at)
        case OutcomeTold(leg=leg, by_id=by, outcome="happened"):
            seen, view = telling.leg(leg.id, leg.other(by))
            if seen.reflection is None:
                yield from telling.tell(view.me.id, f"reflection:{leg.id}:{view.me.id}", reflecting.form(seen))
        case Reflected():
            yield from _reflected(event, telling)
        case Resumed(person=person):
            yield from _offers(person, telling)
            yield from _meanwhile(person, telling)
        case CameBack(person=person, at=at):
            yield from _to_others_with_plans(person, f"back:{at.isoformat()}", visit_cards.other_back, telling)
            yield from _offers(person, telling)
            yield from _meanwhile(person, telling)
        case WentOutOfReach(person=person, at=at):
            yield from _to_others_with_plans(person, f"lost:{at.isoformat()}", visit_cards.other_out_of_reach, telling)
        case Erased():
            yield from _left(event, telling)
        case WorkspaceLeft(organisation=organisation, workspace=workspace):
            for person in work.people.coordinators(organisation.id):
                key = f"removed:{workspace.platform}:{workspace.workspace}:{now.isoformat()}:{person.id}"
                yield from telling.tell_if_reached(person.id, key, coordinating.app_removed(workspace))
        case CoordinatorMade(person=made, linked=linked):
            for person in _other_coordinators(made.organisation.id, made.id, work):
                key = f"coordinator:{made.id}:{now.isoformat()}:{person.id}"
                yield from telling.tell_if_reached(person.id, key, coordinating.another(made.name, linked))
        case SentAgain(message=failure, by=by_whom) | Dropped(message=failure, by=by_whom):
            card = undelivered_cards.seen_to(failure, isinstance(event, SentAgain), by_whom.name)
            for person in _other_coordinators(failure.organisation_id, by_whom.id, work):
                if work.people.home(person.id) is not None:
                    yield from telling.retire(person.id, f"seen-to:{failure.id}:{person.id}", card)
        case _:
            return


def undelivered(failure: Undelivered, work: UnitOfWork, now: dt.datetime) -> Iterator[Message]:
    """To the coordinators of whoever did not get it. Of a message that tells of another nobody is told, so that it ends;
    nor is anybody told that they themselves were not reached."""
    if failure.notice:
        return
    telling = Telling(work, now)
    for person in _other_coordinators(failure.organisation_id, failure.person_id, work):
        seen = telling.view(person.id).coordination()
        number = len(seen.undelivered) if seen is not None else 0
        key = f"{NOTICE}{failure.id}:{person.id}"
        if number <= undelivered_cards.MANY:
            yield from telling.tell_if_reached(person.id, key, undelivered_cards.undelivered(failure))
        else:  # one card an hour for all of them
            key = f"{NOTICE}many:{person.id}:{now:%Y-%m-%dT%H}"
            yield from telling.tell_if_reached(person.id, key, undelivered_cards.many())


# ------------------------------------------------------------ what is offered


def _fitting(offer: Listing, telling: Telling, *, besides: int | None = None) -> Iterator[Message]:
    """Everybody whose standing request a new offer answers hears of it at once; `besides` is somebody not to tell."""
    work, now = telling.work, telling.now
    for fit in work.listings.fitting(offer, now=now):
        request = work.listings.get(fit.standing.listing_id)
        if request is None or request.person_id == besides:
            continue
        key, title = f"fits:{request.id}:{offer.id}", t("Somebody new may be just right: {what}", what=named(request))
        entry = results.entry(fit.new, "ask", t("Ask"), str(request.id))
        note = Text(t("You asked me to keep looking, and this has just come in."), quiet=True)
        work.disclosures.record(request.person_id, offer.person_id, "listing", f"listing:{offer.id}", now)
        asks = YesOrNo("ask", "", f"{offer.id}:{request.id}")
        yield from telling.tell_if_reached(request.person_id, key, Card(title, (entry, note), key), asks)


def _offers(person: Person, telling: Telling) -> Iterator[Message]:
    """What somebody offers can be found again: whoever has not heard of it yet hears now."""
    for listing in telling.work.listings.open_of(person.id):
        if listing.kind is Kind.OFFER:
            yield from _fitting(listing, telling)


def _meanwhile(person: Person, telling: Telling) -> Iterator[Message]:
    """Who fits the requests of somebody who was away or had a rest, and was told of nobody: once, when they are back."""
    view, now = telling.view(person.id), telling.now
    requests = [one for one in telling.work.listings.open_of(person.id) if one.kind is Kind.REQUEST]
    for request in requests[:MOST_REQUESTS]:
        fitting = results.fitting(request, view)
        if fitting:
            for one in fitting:
                owner = telling.work.listings.get(one.listing_id)
                if owner is not None:
                    telling.work.disclosures.record(person.id, owner.person_id, "listing", f"listing:{owner.id}", now)
            news = t("While you were away: {what}", what=results.how_many(len(fitting)))
            key = f"meanwhile:{request.id}:{now.isoformat()}"
            yield from telling.tell_if_reached(person.id, key, replace(results.card(request, view), title=news))


def _lapsed(listing: Listing, telling: Telling) -> Iterator[Message]:
    title = t("{name} has come to the end of its time", name=named(listing))
    farewell = Text(
        t(
            "It's no longer shown to anybody. If you'd like it back within a month, press below; later, tell me of it again."
        )
    )
    renew = Buttons((Button(t("Renew for 90 days"), "listing.renew", str(listing.id)),))
    card = Card(title, (farewell, renew), f"listing:{listing.id}")
    yield from telling.tell(listing.person_id, f"lapsed:{listing.id}:{listing.expires_on}", card)


def _reopened(event: Reopened, telling: Telling) -> Iterator[Message]:
    listing = event.listing
    if listing.person_id != event.by_id:
        key = f"reopened:{listing.id}:{telling.now.isoformat()}"
        yield from telling.tell(listing.person_id, key, visit_cards.reopened(listing))
    if listing.kind is Kind.OFFER:
        yield from _fitting(listing, telling, besides=event.with_id)


# ------------------------------------------------------------ introductions


def _asked(event: Asked, telling: Telling) -> Iterator[Message]:
    suggestion = event.suggestion
    if seen := telling.view(suggestion.answerer_id).suggestion(suggestion.id):
        card = introduction_cards.card(seen, introduction_cards.has_come_back(seen) if event.before else "")
        key = f"suggestion:{suggestion.id}:asked"
        yield from telling.tell(suggestion.answerer_id, key, card, Invited(suggestion.id))


def _question(event: QuestionSent, telling: Telling) -> Iterator[Message]:
    suggestion, sender = event.suggestion, event.sender_id
    reader = suggestion.guest_id if sender == suggestion.host_id else suggestion.host_id
    if seen := telling.view(reader).suggestion(suggestion.id):
        about = t("A question about {what}", what=subject(suggestion.details))
        title = about if seen.mine else t("A word from {who}", who=who_in_words(seen.other))
        key = f"question:{suggestion.id}:{sender}:{telling.now.isoformat()}"
        # a matter of its own: somebody's words are never dropped for a newer card
        card = replace(introduction_cards.card(seen, title, event.text), matter=key)
        yield from telling.tell(reader, key, card, Invited(suggestion.id))


def _closed(suggestion: Suggestion, telling: Telling) -> Iterator[Message]:
    """The card of a question that no longer stands loses its buttons, quietly."""
    card = introduction_cards.moved_on(suggestion)
    yield from telling.retire(suggestion.answerer_id, f"suggestion:{suggestion.id}:closed", card)


def _onward(suggestion: Suggestion, telling: Telling) -> Iterator[Message]:
    """No answer, or a silent no: the asker is told the same, and shown whoever comes next."""
    view = telling.view(suggestion.asker_id)
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
    yield from telling.tell(suggestion.asker_id, f"suggestion:{suggestion.id}:onward", card)


def _accepted(event: Accepted, telling: Telling) -> Iterator[Message]:
    suggestion, leg = event.suggestion, event.exchange.legs[0]
    seen, view = telling.leg(leg.id, suggestion.asker_id)
    title = t("Good news: {name} said yes to {what}", name=seen.other.name, what=subject(suggestion.details))
    card = visit_cards.card(seen, view, title, t("Either of you can suggest dates."))
    yield from telling.tell(suggestion.asker_id, f"exchange:{event.exchange.id}:agreed", card, DatesAsked(leg.id))


# ------------------------------------------------------------ visits


def _dates(event: DatesProposed, telling: Telling) -> Iterator[Message]:
    leg = event.leg
    seen, view = telling.leg(leg.id, leg.other(event.by_id))
    title = t("{name} suggests these. Which suits you?", name=seen.other.name)
    note = ""
    if event.moving:
        title = t("{name} would like to move it. Which suits you?", name=seen.other.name)
        note = t("The date you had stands until you choose.")
    card, key = visit_cards.dates_card(seen, view, title, note), f"dates:{leg.id}:{event.proposals[0].id}"
    yield from telling.tell(view.me.id, key, card, DatesOffered(leg.id), before=leg.starts_at)


def _booked(event: Booked, telling: Telling) -> Iterator[Message]:
    leg = event.leg
    seen, view = telling.leg(leg.id, leg.other(event.by_id))
    title = t("Agreed: {name} can make it", name=seen.other.name)
    if event.moved:
        title = t("Moved: {name} has agreed to the new date", name=seen.other.name)
    asks = PlaceAsked(leg.id) if visit_cards.must_name_a_place(seen, took_the_date=False) else None
    note = t("Where will it be? Tell me here, or press “Set the place”.") if asks else ""
    card, key = visit_cards.card(seen, view, title, note), f"booked:{leg.id}:{leg.sequence}"
    yield from telling.tell(view.me.id, key, card, asks, before=leg.starts_at)


def _reflected(event: Reflected, telling: Telling) -> Iterator[Message]:
    """What its writer wants the other side to know, if they share it and the other side is still there."""
    leg, reflection = event.leg, event.reflection
    other = leg.other(reflection.person_id)
    if reflection.tell and reflection.sharing is Sharing.PUBLIC and telling.work.people.home(other) is not None:
        seen, view = telling.leg(leg.id, other)
        name, organisation = seen.other.name, view.me.organisation.name
        title = t("{name} would like {organisation} to know something", name=name, organisation=organisation)
        card = Card(title, (Quote(reflection.tell, name),))
        yield from telling.tell(other, f"tell:{leg.id}:{other}", card)


# ------------------------------------------------------------ people who go, and come back


def _to_others_with_plans(
    person: Person, key: str, card: Callable[[LegSeen, PersonView], Card], telling: Telling
) -> Iterator[Message]:
    """To whoever has a visit booked with them or is arranging one, each from their own side."""
    for mine in telling.view(person.id).my_legs():
        leg = mine.leg
        if leg.state in (LegState.ARRANGING, LegState.BOOKED) and not is_over(leg, telling.now):
            view = telling.view(leg.other(person.id))
            if theirs := view.leg(leg.id):
                yield from telling.tell(view.me.id, f"reach:{leg.id}:{person.id}:{key}", card(theirs, view))


def _left(event: Erased, telling: Telling) -> Iterator[Message]:
    """Somebody has gone: those who had plans with them hear it, without a reason."""
    for leg in event.legs:
        title = t("I'm sorry: {what} can't go ahead, because the other person has left.", what=subject(leg.details))
        note = Text(t("Say what you're after again and I'll look for somebody else."))
        card = Card(title, (note,), visit_cards.matter(leg.id))
        yield from telling.tell(leg.other(event.person.id), f"cancelled:{leg.id}", card, before=leg.starts_at)
    for suggestion in event.suggestions:
        if suggestion.asker_id == event.person.id:
            yield from _closed(suggestion, telling)
        else:
            yield from _onward(suggestion, telling)


def _other_coordinators(organisation_id: int, besides: int | None, work: UnitOfWork) -> Iterator[Person]:
    return (person for person in work.people.coordinators(organisation_id) if person.id != besides)
