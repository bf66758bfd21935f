"""However late a message leaves, what can wait arrives in the working hours of whom it is for."""

import datetime as dt
import random

import pytest

from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from bot.cards import Card
from bot.delivery import Delivered, NotNow, Outcome, TryLater
from bot.model.organisations import Sector
from bot.ports.deliveries import Parcel
from bot.ports.outbox import Message
from bot.turn import Address
from storage.unit_of_work import SqlStore

MONDAY = dt.datetime(2026, 11, 23, 17, 20, tzinfo=dt.UTC)
MORNING = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
SAM = Address("slack", "TOPENDOOR", "USAM")
LONDON = "Europe/London"


class Line:
    """A platform that can be down, and says whom not to disturb."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.down = False
        self.not_before: dt.datetime | None = None

    async def send(self, parcel: Parcel) -> Outcome:
        if self.down:
            return TryLater("down")
        if self.not_before is not None and parcel.hours:
            until, self.not_before = self.not_before, None
            return NotNow(until, "do not disturb")
        self.arrived.append(parcel.card.title)
        return Delivered(f"m{len(self.arrived)}")


class Evening:
    """A Monday, ten minutes before everybody goes home."""

    def __init__(self, store: SqlStore) -> None:
        self.store, self.line, self.clock = store, Line(), MovableClock(MONDAY)
        self.dispatcher = Dispatcher(store.deliveries, {"slack": self.line}, self.clock, random.Random(1))

    def queue(self, words: str, hours: str = LONDON, matter: str = "", *, supersedes: bool = False) -> None:
        with self.store.begin() as work:
            card = Card(words, matter=matter)
            work.outbox.queue(Message(words, SAM, card, self.clock.now(), supersedes=supersedes, hours=hours))

    async def at(self, moment: dt.datetime) -> list[str]:
        self.clock.move_to(moment)
        await self.dispatcher.drain()
        return self.line.arrived


@pytest.fixture
def evening(store: SqlStore) -> Evening:
    return Evening(store)


async def test_in_working_hours_it_goes_at_once(evening: Evening) -> None:
    evening.queue("news")
    assert await evening.at(MONDAY) == ["news"]


async def test_an_evening_without_the_platform_wakes_nobody(evening: Evening) -> None:
    evening.line.down = True
    evening.queue("news")
    evening.queue("urgent", hours="")
    await evening.at(MONDAY)
    evening.line.down = False
    assert await evening.at(MONDAY + dt.timedelta(hours=3)) == ["urgent"]
    assert await evening.at(MORNING) == ["urgent", "news"]


async def test_what_waits_for_the_morning_holds_no_answer_up_and_keeps_its_order(evening: Evening) -> None:
    evening.line.down = True
    evening.queue("news")
    evening.queue("other news")
    await evening.at(MONDAY)
    evening.line.down = False
    await evening.at(MONDAY + dt.timedelta(hours=3))
    evening.queue("answer", hours="")
    assert await evening.at(MONDAY + dt.timedelta(hours=3)) == ["answer"]
    assert await evening.at(MORNING) == ["answer", "news", "other news"]


async def test_what_is_out_of_date_by_the_morning_is_never_sent(evening: Evening) -> None:
    evening.line.down = True
    evening.queue("agreed", matter="leg:1")
    await evening.at(MONDAY)
    evening.line.down = False
    evening.line.not_before = MORNING
    evening.clock.move_to(MONDAY + dt.timedelta(minutes=5))
    await evening.dispatcher.drain()
    evening.queue("retired", hours="", matter="leg:1", supersedes=True)
    evening.queue("called off", hours="", matter="leg:1")
    assert await evening.at(MORNING) == ["called off"]


async def test_the_hours_are_those_of_whom_it_is_for(evening: Evening) -> None:
    evening.queue("news", hours="Asia/Kolkata")  # where it is ten to eleven in the evening
    assert await evening.at(MONDAY) == []
    assert await evening.at(dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)) == ["news"]


async def test_whoever_is_not_to_be_disturbed_is_left_alone_until_then(evening: Evening) -> None:
    evening.line.not_before = MONDAY + dt.timedelta(minutes=5)
    evening.queue("news")
    assert await evening.at(MONDAY) == []
    assert await evening.at(MONDAY + dt.timedelta(minutes=5)) == ["news"]


async def test_what_waited_for_somebody_arrives_at_whatever_hour_they_are_back(evening: Evening) -> None:
    organisation = evening.store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds")
    with evening.store.begin() as work:
        sam = work.people.join(SAM, organisation, "Sam", LONDON, "")
    evening.queue("news")
    with evening.store.begin() as work:
        work.outbox.hold("slack", SAM.workspace, SAM.user)
    assert await evening.at(MONDAY + dt.timedelta(hours=4)) == []
    with evening.store.begin() as work:
        work.outbox.release(sam.id, SAM, evening.clock.now())
    assert await evening.at(MONDAY + dt.timedelta(hours=4)) == ["news"]
