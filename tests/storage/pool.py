"""A small pool of people for storage tests: a council on Teams, a charity and a community group on Slack."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from bot.cards import Card, Text
from bot.model.exchanges import Exchange, Leg, LegState, Suggestion, SuggestionState
from bot.model.listings import Activity, Details, Kind, Listing, ListingState
from bot.model.organisations import Person, Sector
from bot.ports.outbox import Message
from bot.ports.unit_of_work import patiently
from bot.turn import Address
from storage.database import transaction
from storage.reach import Grant
from storage.tables import METADATA
from storage.unit_of_work import SqlStore, SqlUnitOfWork
from tests.stores import copied

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
SHELTER = Details(Activity.SHADOW, "night shelter", "I can host someone for a day to see our night shelter")
A_MINUTE = dt.timedelta(minutes=1)
A_DAY = dt.timedelta(days=1)

T = TypeVar("T")


class Pool:
    """Priya and Ana of Leeds City Council, Sam of Open Door, Kit of Green Hands."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.leeds = store.setup.add_organisation("Leeds City Council", Sector.COUNCIL, "Leeds")
        self.door = store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds")
        self.hands = store.setup.add_organisation("Green Hands", Sector.COMMUNITY_GROUP, "Leeds")
        store.setup.link_workspace(self.leeds, "teams", "leeds")
        store.setup.link_workspace(self.door, "slack", "TDOOR")
        store.setup.link_workspace(self.hands, "slack", "THANDS")
        with store.begin() as work:
            join, zone = work.people.join, "Europe/London"
            self.priya = join(address("priya"), self.leeds, "Priya Shah", zone, "priya.shah@leeds.example")
            self.ana = join(address("ana"), self.leeds, "Ana Costa", zone, "ana.costa@leeds.example")
            self.sam = join(address("sam"), self.door, "Sam Okoro", zone, "sam.okoro@door.example")
            self.kit = join(address("kit"), self.hands, "Kit Lewis", zone, "kit.lewis@hands.example")
            roles = {"priya": "commissioning manager", "ana": "planner", "sam": "youth worker", "kit": "gardener"}
            for name, role in roles.items():
                person = replace(getattr(self, name), role=role)
                work.people.save(person)
                setattr(self, name, person)

    def copied(self, file: Path) -> str:
        """The address of a copy at `file` of its database, to which nobody may be connected."""
        return copied(self.store.engine.url.render_as_string(), file)

    def at(self, store: SqlStore) -> "Pool":
        """The same people, in a copy of their database."""
        pool = copy(self)
        pool.store = store
        return pool

    def post(
        self,
        person: Person,
        kind: Kind = Kind.OFFER,
        details: Details = SHELTER,
        *,
        state: ListingState = ListingState.OPEN,
        at: dt.datetime = NOW,
        days: int = 90,
    ) -> Listing:
        """A listing of this person's, open unless told otherwise."""
        with self.store.begin() as work:
            draft = work.listings.add(kind, person, details, now=at, expires_on=at.date() + dt.timedelta(days=days))
            listing = replace(draft, state=state)
            work.listings.save(listing)
        return listing

    def ask(self, guest: Person, host: Person, offer: Listing | None = None, *, at: dt.datetime = NOW) -> Suggestion:
        """The guest asks the host."""
        with self.store.begin() as work:
            return work.exchanges.suggest(
                Suggestion(
                    id=0,
                    offer_id=offer.id if offer else None,
                    request_id=None,
                    host_id=host.id,
                    guest_id=guest.id,
                    asker_id=guest.id,
                    details=offer.details if offer else SHELTER,
                    reasons=("both mention shelter",),
                    state=SuggestionState.ASKED,
                    asked_at=at,
                )
            )

    def answer(self, suggestion: Suggestion, state: SuggestionState, at: dt.datetime = NOW, why: str = "") -> None:
        """The host answers, and nothing else comes of it."""
        with self.store.begin() as work:
            work.exchanges.save_suggestion(replace(suggestion, state=state, answered_at=at, reason=why))

    def accept(self, suggestion: Suggestion) -> Exchange:
        """The host says yes."""
        self.answer(suggestion, SuggestionState.ACCEPTED)
        with self.store.begin() as work:
            return work.exchanges.begin(suggestion, f"token-{suggestion.id}", 60)

    def move(self, leg: Leg, state: LegState, starts_at: dt.datetime | None = None) -> Leg:
        """The leg gets this far."""
        leg = replace(leg, state=state, starts_at=starts_at)
        with self.store.begin() as work:
            work.exchanges.save_leg(leg)
        return leg


def address(name: str) -> Address:
    """Where somebody of the pool is reached."""
    if name in ("priya", "ana"):
        return Address("teams", "leeds", name)
    return Address("slack", {"sam": "TDOOR", "kit": "THANDS"}[name], name)


def message(
    key: str,
    to: str = "sam",
    at: dt.datetime = NOW,
    *,
    words: str = "Hello",
    matter: str = "",
    replaces: str = "",
    supersedes: bool = False,
) -> Message:
    """A card on its way to somebody of the pool."""
    return Message(key, address(to), Card("A message", (Text(words),), matter), at, replaces, supersedes)


def at_once(times: int, work: Callable[[], T]) -> list[T]:
    """What `work` returns in this many threads that start at once; each tries until nobody is in its way."""
    barrier = threading.Barrier(times)

    def run() -> T:
        barrier.wait()
        return patiently(work)

    with ThreadPoolExecutor(times) as threads:
        return [future.result() for future in [threads.submit(run) for _ in range(times)]]


class CrashError(Exception):
    """Something went wrong in the middle of a turn."""


def crash_after(store: SqlStore, change: Callable[[SqlUnitOfWork], object]) -> None:
    """Begin, make the change, and raise CrashError before the commit."""
    with store.begin() as work:
        change(work)
        raise CrashError


def dump(store: SqlStore) -> str:
    """Every value of every row, as text: where words that should be gone would be found."""
    with transaction(store.engine, Grant.OPERATOR) as session:
        rows = [row for table in METADATA.sorted_tables for row in session.connection().execute(sa.select(table))]
    return "\n".join(str(value) for row in rows for value in row)
