"""Several processes of `shoes serve` on one PostgreSQL: each thing that is due is done once, by whoever comes first."""

import asyncio
import datetime as dt
from contextlib import AsyncExitStack, closing
from dataclasses import replace

import aiohttp
import pytest
import sqlalchemy as sa

from adapters.clock import SystemClock
from bot.engine import Engine
from bot.model.listings import Activity, Details, Kind, ListingState
from bot.model.organisations import Sector
from bot.ports.digests import Digest
from bot.ports.reminders import Reminder
from bot.turn import Address, ChannelAddress
from storage import migrations
from storage.database import connect
from storage.unit_of_work import SqlStore, open_store
from tests import postgres
from tests.operations.installation import PATIENCE, SAM, Installation, workplace
from tests.storage.pool import at_once

pytestmark = pytest.mark.processes

PEOPLE = 24


def much_is_due(installation: Installation) -> list[str]:
    """Every person has something to be warned of and something that lapses, both at this moment; the keys of it all."""
    now, keys = SystemClock().now(), []
    store = open_store(installation.database)
    with closing(store), store.begin() as work:
        organisation = work.people.organisation_of("slack", SAM.team)
        assert organisation is not None
        for number in range(PEOPLE):
            user = f"U{number:03}"
            at = Address("slack", SAM.team, user)
            person = work.people.join(at, organisation, user, "Europe/London", "")
            work.people.seen(at, now)
            installation.slack.workspaces["xoxb-1"].people[user] = {"real_name": user, "tz": "Europe/London"}
            for kind, days, key in (("warn", 7, "warn"), ("lapse", -1, "lapsed")):
                expires = now.date() + dt.timedelta(days=days)
                details = Details(Activity.SKILL, topic=f"{kind} {number}")
                listing = work.listings.add(Kind.OFFER, person, details, now=now, expires_on=expires)
                work.listings.save(replace(listing, state=ListingState.OPEN))
                work.reminders.set(Reminder(f"{kind}:{listing.id}", kind, str(listing.id), now))
                keys.append(f"{key}:{listing.id}:{expires}")
    return keys


async def test_what_is_due_is_done_once_however_many_processes_look(on_postgresql: Installation) -> None:
    """They ring at once; what they say waits for working hours, so it is read from the outbox."""
    due = much_is_due(on_postgresql)
    async with AsyncExitStack() as replicas:
        for serving in [on_postgresql.serving() for _ in range(2)]:
            await replicas.enter_async_context(serving)
        async with asyncio.timeout(PATIENCE):
            while await asyncio.to_thread(still_due, on_postgresql):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    assert sorted(said(on_postgresql)) == sorted(due)


def still_due(installation: Installation) -> int:
    engine = connect(installation.database)
    with engine.begin() as connection:
        found: int = connection.scalar(sa.text("SELECT count(*) FROM reminder WHERE rung_at IS NULL"))
    engine.dispose()
    return found


def said(installation: Installation) -> list[str]:
    """The keys of everything in the outbox, as a dispatcher finds them in a week's time."""
    later, keys = SystemClock().now() + dt.timedelta(days=7), list[str]()
    store = open_store(installation.database)
    with closing(store):
        while parcels := store.deliveries.claim(later, dt.timedelta(minutes=1), 100):
            for parcel in parcels:
                keys.append(parcel.key)
                store.deliveries.delivered(parcel, parcel.key, later)
    return keys


async def test_what_slack_delivers_to_two_processes_at_once_is_answered_once(on_postgresql: Installation) -> None:
    async with (
        on_postgresql.serving() as one,
        on_postgresql.serving() as other,
        aiohttp.ClientSession() as session,
    ):
        for number in range(1, 9):
            event = SAM.writes("help" if number % 2 else "mine")
            answers = await asyncio.gather(*(workplace(each, session).post(event) for each in (one, other)))
            assert [answer.status for answer in answers] == [200, 200]
            await on_postgresql.messages(number)
        one.process.terminate()
        assert await one.ended() == 0
        assert (await workplace(other, session).post(SAM.writes("help"))).status == 200, "the other one carries on"
        keys = await on_postgresql.messages(9)
    assert len(set(keys)) == len(keys) == 9


def test_a_weekly_post_is_built_once_whoever_rings() -> None:
    """At nine on a Monday, which no real process can be brought to: four engines, each with connections of its own."""
    name, monday = postgres.new_database(), dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    url = postgres.url(name, postgres.OWNER)
    migrations.finish(url)
    stores = [open_store(url) for _ in range(4)]
    channels = with_weekly_posts(stores[0], monday)
    waiting = iter(stores)
    at_once(len(stores), lambda: Engine(next(waiting)).ring(monday))
    claimed = [str(parcel.to) for parcel in stores[0].deliveries.claim(monday, dt.timedelta(minutes=1), 100)]
    for store in stores:
        store.close()
    postgres.drop(name)
    assert sorted(claimed) == channels


def with_weekly_posts(store: SqlStore, monday: dt.datetime) -> list[str]:
    """Twenty channels of one organisation, and news from another."""
    ours, theirs = (store.setup.add_organisation(name, Sector.CHARITY, "Leeds") for name in ("Ours", "Theirs"))
    store.setup.link_workspace(ours, "slack", SAM.team)
    channels = [ChannelAddress("slack", SAM.team, f"C{number:02}") for number in range(20)]
    with store.begin() as work:
        kim = work.people.join(Address("slack", "TTHEIRS", "UKIM"), theirs, "Kim", "Europe/London", "")
        details = Details(Activity.SKILL, topic="grant budgeting")
        listing = work.listings.add(
            Kind.OFFER, kim, details, now=monday - dt.timedelta(days=1), expires_on=monday.date() + dt.timedelta(90)
        )
        work.listings.save(replace(listing, state=ListingState.OPEN))
        for channel in channels:
            work.digests.save(Digest(channel, ours.id, 0, 9, "Europe/London"))
            work.reminders.set(Reminder(f"digest:{channel}", "digest", str(channel), monday))
    return sorted(map(str, channels))
