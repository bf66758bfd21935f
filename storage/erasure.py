"""Forgetting somebody: what goes, and what stays without them.

What goes: name, role, contact, addresses, every listing's and suggestion's words, reflections, the open conversation,
messages to them, and messages about them that could not be delivered or wait for somebody who is away. What stays is
an empty row and, in other people's exchanges, that a visit took place and when. A message that is on its way to
somebody else still goes: it may be what tells them; its words are removed when it is delivered. So does the answer to
their own last words, which says that they are forgotten; where it went is removed by the next `retention.tidy`. What
was due for them will not ring.
"""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.model.exchanges import ExchangeState, LegState, SuggestionState
from bot.model.listings import ListingState
from storage import details, tables
from storage.outbox import UNDELIVERED, UNSENT, MessageState
from storage.reach import Grant, under

_SHORTEST = 4
"""Characters below which a word is too common to tell whose message it is in."""


@under(Grant.ERASURE)
def erase(session: Session, person_id: int) -> None:
    """Do it, within the unit of work of `session`. Erasing nobody, or the same person twice, changes nothing."""
    person = session.get(tables.Person, person_id)
    if person is None or person.erased:
        return
    _messages(session, person)
    _listings(session, person_id)
    _suggestions(session, person_id)
    _legs(session, person_id)
    _reminders(session, person_id)
    for table in (tables.Reflection, tables.Conversation, tables.Address):
        session.exec(sa.delete(table).where(col(table.person_id) == person_id))
    person.name = person.role = person.contact = person.language = person.own = ""
    person.time_zone, person.paused_until, person.erased = "Europe/London", None, True
    person.coordinator = False
    session.flush()


def _messages(session: Session, person: tables.Person) -> None:
    addresses = session.exec(select(tables.Address).where(col(tables.Address.person_id) == person.id)).all()
    lanes = [f"{row.platform}:{row.workspace}:{row.account}" for row in addresses]
    last_words = max((row.seen_at for row in addresses if row.seen_at), default=None)
    answer = sa.and_(col(tables.Message.state).in_(UNSENT), col(tables.Message.due_at) == last_words)
    session.exec(sa.delete(tables.Message).where(col(tables.Message.lane).in_(lanes), ~answer))
    session.exec(sa.delete(tables.TeamsReference).where(col(tables.TeamsReference.destination).in_(lanes)))
    listings = session.exec(select(tables.Listing).where(col(tables.Listing.person_id) == person.id)).all()
    words = {person.name, person.contact, *(text for row in listings for text in (row.topic, row.text))}
    telling = [word for word in words if len(word) >= _SHORTEST]
    kept = (*UNDELIVERED, MessageState.WAITING)
    undelivered = session.exec(
        select(tables.Message).where(col(tables.Message.state).in_(kept), col(tables.Message.card) != "")
    ).all()
    for row in undelivered:
        if any(word in row.card for word in telling):
            row.card = ""
            if row.state == MessageState.WAITING:
                row.state = MessageState.DROPPED


def _listings(session: Session, person_id: int) -> None:
    mine = col(tables.Listing.person_id) == person_id
    session.exec(
        sa.update(tables.Listing).where(mine).values(topic="", text="", place="", time=None, days="", prepared=None)
    )
    session.exec(
        sa.update(tables.Listing)
        .where(mine, col(tables.Listing.state).in_([ListingState.DRAFT, ListingState.OPEN]))
        .values(state=ListingState.WITHDRAWN)
    )


def _suggestions(session: Session, person_id: int) -> None:
    for row in session.exec(
        select(tables.Suggestion).where(
            (col(tables.Suggestion.host_id) == person_id) | (col(tables.Suggestion.guest_id) == person_id)
        )
    ).all():
        row.details, row.reasons, row.reason = details.without_words(row.details), [], ""
        if row.state == SuggestionState.ASKED:
            row.state = SuggestionState.WITHDRAWN


def _reminders(session: Session, person_id: int) -> None:
    """Those about their listings, their own asks, their visits and themselves. An ask of somebody else's stays due:
    that person must still hear that no answer is coming."""
    listing, suggestion, leg = tables.Listing, tables.Suggestion, tables.Leg
    theirs = {
        ("warn", "lapse"): select(listing.id).where(col(listing.person_id) == person_id),
        ("nudge", "meanwhile", "expire", "pass_on"): select(suggestion.id).where(col(suggestion.asker_id) == person_id),
        ("arrange", "arrange_again", "visit", "outcome", "outcome_again"): select(leg.id).where(
            (col(leg.host_id) == person_id) | (col(leg.guest_id) == person_id)
        ),
        ("resume",): select(tables.Person.id).where(col(tables.Person.id) == person_id),
    }
    for kinds, ids in theirs.items():
        about = [str(number) for number in session.exec(ids).all()]
        session.exec(
            sa.delete(tables.Reminder).where(
                col(tables.Reminder.kind).in_(kinds),
                col(tables.Reminder.about).in_(about),
                col(tables.Reminder.rung_at).is_(None),
            )
        )


def _legs(session: Session, person_id: int) -> None:
    legs = session.exec(
        select(tables.Leg).where((col(tables.Leg.host_id) == person_id) | (col(tables.Leg.guest_id) == person_id))
    ).all()
    for row in legs:
        row.details, row.where = details.without_words(row.details), ""
        if row.state in (LegState.ARRANGING, LegState.BOOKED):
            row.state = LegState.CANCELLED
    session.exec(sa.delete(tables.Proposal).where(col(tables.Proposal.leg_id).in_([row.id for row in legs])))
    session.flush()
    still_open = (
        select(tables.Leg.exchange_id)
        .where(col(tables.Leg.state).in_([LegState.ARRANGING, LegState.BOOKED, LegState.HAPPENED]))
        .distinct()
    )
    session.exec(
        sa.update(tables.Exchange)
        .where(
            col(tables.Exchange.id).in_({row.exchange_id for row in legs}),
            col(tables.Exchange.state) == ExchangeState.UNDER_WAY,
            col(tables.Exchange.id).not_in(still_open),
        )
        .values(state=ExchangeState.CANCELLED)
    )
