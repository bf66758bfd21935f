"""What is found through memory and one statement is what a plain look at every row would find."""

import datetime as dt
import random
from dataclasses import replace

import pytest
from sqlmodel import col, select

from bot.matching import Ask, Candidate, Match, Relevance, rank, shown
from bot.model.exchanges import SuggestionState
from bot.model.listings import Activity, Details, Kind, ListingState, Mode
from bot.model.organisations import Person, Sector
from bot.model.when import DAYS, When
from storage import browsing, search, tables
from storage import details as written
from storage.database import transaction
from storage.reach import Grant
from storage.unit_of_work import SqlStore, open_store
from tests.storage.pool import NOW, Pool
from tests.storage.spelling import Spelling

TOPICS = ("allotments", "night shelter", "payroll", "grant budgeting", "tree preservation orders")


@pytest.mark.parametrize("seed", range(2))
def test_the_same_as_a_plain_look_at_every_row(
    seed: int, pool: Pool, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOKS", (3, 6))
    monkeypatch.setattr(search, "FEW", 10**6)  # so that it looks again, and once more, until it has seen them all
    chance = random.Random(seed)
    relevance = Relevance(Spelling())
    store = open_store(url, relevance=relevance)
    people = [pool.priya, pool.ana, pool.sam, pool.kit]
    store.keep_listings()
    for _ in range(50):
        posted = pool.post(
            chance.choice(people), chance.choice(list(Kind)), _details(chance), days=chance.choice((0, 3, 90))
        )
        if chance.random() < 0.2:
            with pool.store.begin() as work:
                work.listings.save(replace(posted, state=ListingState.WITHDRAWN))
    if chance.random() < 0.5:
        pool.ask(pool.priya, pool.sam)
    if chance.random() < 0.5:
        with pool.store.begin() as work:
            work.people.save(replace(pool.kit, paused_until=NOW.date() + dt.timedelta(days=9)))
    store.keep_listings()
    several = 0
    for _ in range(20):
        me, kind, details = chance.choice(people), chance.choice(list(Kind)), _details(chance)
        now = NOW + dt.timedelta(days=chance.choice((0, 1, 4)))
        with store.begin() as work:
            found = work.view_of(me, now).find(kind, details)
        expected = _plainly(store, relevance, me, kind, details, now)
        assert [(one.listing_id, one.reasons, one.weak) for one in found] == [
            (one.listing_id, one.reasons, one.weak) for one in expected
        ]
        several += len(found) > 1
    assert several, "nothing was compared"
    store.close()


def _details(chance: random.Random) -> Details:
    topic = chance.choice(TOPICS)
    start = chance.choice((None, None, NOW.date() + dt.timedelta(days=chance.randrange(40))))
    end = chance.choice((None, None, (start or NOW.date()) + dt.timedelta(days=chance.randrange(20))))
    days = tuple(day for day in DAYS if chance.random() < 0.1)
    return Details(
        chance.choice(list(Activity)),
        chance.choice(("", topic)),
        f"{topic}, {chance.choice(TOPICS)}",
        mode=chance.choice((None, *Mode)),
        place=chance.choice(("", "", "Leeds", "Exeter")),
        when=When(days=days, start=start, end=end),
    )


def _plainly(
    store: SqlStore, relevance: Relevance, me: Person, kind: Kind, details: Details, now: dt.datetime
) -> tuple[Match, ...]:
    """Every listing there is, what may not be put to the asker left out one by one."""
    today = browsing.today_at(me.time_zone, now)
    with transaction(store.engine, Grant.POOL) as session:
        listings = session.exec(select(tables.Listing).where(col(tables.Listing.kind) == kind.value)).all()
        people = {person.id: person for person in session.exec(select(tables.Person)).all()}
        owners = {owner.id: owner for owner in session.exec(select(tables.Organisation)).all()}
        waiting = session.exec(
            select(tables.Suggestion).where(col(tables.Suggestion.state) == SuggestionState.ASKED)
        ).all()
        busy = {
            one.guest_id if one.host_id == me.id else one.host_id
            for one in waiting
            if me.id in (one.host_id, one.guest_id)
        }
        candidates = [
            Candidate(
                row.id,
                written.from_columns(row),
                row.organisation_id,
                Sector(owners[row.organisation_id].sector),
                owners[row.organisation_id].place,
                people[row.person_id].role,
                row.person_id,
                waiting_since=row.created_at,
                paused_until=people[row.person_id].paused_until,
                expires_on=row.expires_on,
            )
            for row in listings
            if row.state == ListingState.OPEN and row.person_id not in busy
        ]
    asking = Kind.REQUEST if kind is Kind.OFFER else Kind.OFFER
    mine = me.organisation
    ask = Ask(details, mine.id, mine.sector, mine.place, me.role, asking, me.id)
    return shown(rank(ask, candidates, today=today, now=now, relevance=relevance))[: browsing.MOST]
