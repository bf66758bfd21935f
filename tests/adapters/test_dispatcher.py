"""Everything that was queued arrives: in order in its lane, whatever fails, whoever dies."""

import asyncio
import datetime as dt
import random
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.carrying import USUAL, Limits
from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from adapters.sender import Sender
from bot.cards import Card, Link
from bot.delivery import (
    DOUBTS_IN_A_ROW,
    FIRST_REST,
    LONGEST_REST,
    MOST_FAILURES,
    SETTLES_IN,
    Delivered,
    NotNow,
    NotThere,
    NotTried,
    Outcome,
    ReadBack,
    TryLater,
    Unreachable,
    Unsure,
    Untold,
)
from bot.pacing import Pace, Rate
from bot.ports.deliveries import Parcel
from bot.ports.outbox import Message
from bot.turn import Address, Platform
from storage.unit_of_work import SqlStore

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SAM = Address("slack", "T0", "USAM")
PRIYA = Address("slack", "T0", "UPRIYA")
REPOSITORY = Path(__file__).parents[2]


class Postman:
    """Remembers what it was given, and answers as told: by default that it was delivered."""

    def __init__(self, answer: Callable[[Parcel], Awaitable[Outcome]] | None = None) -> None:
        self.given: list[Parcel] = []
        self._answer = answer

    async def send(self, parcel: Parcel) -> Outcome:
        self.given.append(parcel)
        if self._answer:
            return await self._answer(parcel)
        return Delivered(f"id of {parcel.card.title}")

    @property
    def titles(self) -> list[str]:
        return [parcel.card.title for parcel in self.given]


class Clerk(Postman):
    """A postman who can be asked; `knows` says what the answer is, each time."""

    def __init__(self, answer: Callable[[Parcel], Awaitable[Outcome]], *knows: ReadBack) -> None:
        super().__init__(answer)
        self.asked: list[Parcel] = []
        self._knows = iter(knows)

    async def read_back(self, parcel: Parcel) -> ReadBack:
        self.asked.append(parcel)
        return next(self._knows)


def answers(*outcomes: Outcome) -> Callable[[Parcel], Awaitable[Outcome]]:
    coming = iter(outcomes)

    async def answer(parcel: Parcel) -> Outcome:
        return next(coming, Delivered(parcel.card.title))

    return answer


def queue(store: SqlStore, to: Address, *titles: str) -> None:
    with store.begin() as work:
        for title in titles:
            work.outbox.queue(Message(key=f"{to}:{title}", to=to, card=Card(title), due_at=NOON))


def dispatcher(store: SqlStore, sender: Sender, clock: MovableClock, at_once: int = 32) -> Dispatcher:
    return Dispatcher(store.deliveries, {"slack": sender}, clock, random.Random(1), at_once=at_once)


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_lane_is_sent_in_order_one_at_a_time(store: SqlStore) -> None:
    under_way = 0

    async def one_at_a_time(parcel: Parcel) -> Outcome:
        nonlocal under_way
        under_way += 1
        assert under_way == 1
        await asyncio.sleep(0)
        under_way -= 1
        return Delivered("m")

    postman = Postman(one_at_a_time)
    queue(store, SAM, "one", "two", "three", "four")
    await dispatcher(store, postman, MovableClock(NOON)).drain()
    assert postman.titles == ["one", "two", "three", "four"]


async def test_a_slow_lane_delays_no_other(store: SqlStore) -> None:
    release = asyncio.Event()

    async def sam_is_slow(parcel: Parcel) -> Outcome:
        if parcel.to == SAM:
            await release.wait()
        return Delivered("m")

    postman = Postman(sam_is_slow)
    queue(store, SAM, "slow", "behind it")
    queue(store, PRIYA, "one", "two", "three")
    sending = dispatcher(store, postman, MovableClock(NOON))
    running = asyncio.create_task(sending.run())
    await until(lambda: "three" in postman.titles)
    assert "behind it" not in postman.titles
    release.set()
    await until(lambda: "behind it" in postman.titles)
    await sending.stop()
    await running


async def test_no_more_than_so_many_at_once(store: SqlStore) -> None:
    under_way, most = 0, 0

    async def count(parcel: Parcel) -> Outcome:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1
        return Delivered("m")

    postman = Postman(count)
    for number in range(12):
        queue(store, Address("slack", "T0", f"U{number}"), "hello")
    await dispatcher(store, postman, MovableClock(NOON), at_once=3).drain()
    assert len(postman.given) == 12
    assert most == 3


async def test_a_nudge_sends_at_once(store: SqlStore) -> None:
    postman = Postman()
    sending = dispatcher(store, postman, MovableClock(NOON))
    running = asyncio.create_task(sending.run())
    queue(store, SAM, "hello")
    sending.nudge()
    await until(lambda: postman.titles == ["hello"])
    await sending.stop()
    await running


async def test_what_cannot_be_taken_now_is_sent_later_and_keeps_its_place(store: SqlStore) -> None:
    clock = MovableClock(NOON)
    postman = Postman(answers(TryLater("rate limited", dt.timedelta(seconds=30))))
    queue(store, SAM, "one", "two")
    sending = dispatcher(store, postman, clock)
    await sending.drain()
    clock.move(dt.timedelta(seconds=29))
    await sending.drain()
    assert postman.titles == ["one"]
    clock.move(dt.timedelta(seconds=1))
    await sending.drain()
    assert postman.titles == ["one", "one", "two"]


async def test_what_may_have_arrived_is_asked_for_after_five_seconds_and_sent_again_if_it_is_not_there(
    store: SqlStore,
) -> None:
    clock = MovableClock(NOON)
    clerk = Clerk(answers(Unsure("reset")), NotThere())
    queue(store, SAM, "one", "two")
    sending = dispatcher(store, clerk, clock)
    await sending.drain()
    clock.move(SETTLES_IN - dt.timedelta(microseconds=1))
    await sending.drain()
    assert (clerk.titles, clerk.asked) == (["one"], [])
    clock.move(dt.timedelta(microseconds=1))
    await sending.drain()
    assert clerk.titles == ["one", "one", "two"]
    assert [(asked.key, asked.first_try_at) for asked in clerk.asked] == [(f"{SAM}:one", NOON)]


async def test_what_is_found_to_have_arrived_is_not_sent_again_and_is_known_by_its_id(store: SqlStore) -> None:
    clock = MovableClock(NOON)
    clerk = Clerk(answers(Unsure("reset")), Delivered("found"))
    with store.begin() as work:
        work.outbox.queue(Message("card", SAM, Card("one", matter="leg:1"), NOON))
    sending = dispatcher(store, clerk, clock)
    await sending.drain()
    clock.move(SETTLES_IN)
    with store.begin() as work:
        work.outbox.queue(Message("new", SAM, Card("two", matter="leg:1"), clock.now(), supersedes=True))
    await sending.drain()
    assert [(parcel.card.title, parcel.replaces) for parcel in clerk.given] == [("one", ""), ("two", "found")]


async def test_a_platform_that_goes_on_losing_a_message_is_given_time(store: SqlStore) -> None:
    async def lose(parcel: Parcel) -> Outcome:
        return Unsure("502")

    clock = MovableClock(NOON)
    clerk = Clerk(lose, *[NotThere()] * MOST_FAILURES)
    queue(store, SAM, "one")
    sending = dispatcher(store, clerk, clock)
    with capture_logs() as logs:
        while not any(line["event"] == "given_up" for line in logs):
            await sending.drain()
            clock.move(dt.timedelta(seconds=5) if clock.now() < NOON + dt.timedelta(hours=1) else dt.timedelta(hours=1))
    assert len(clerk.given) == len(clerk.asked) == MOST_FAILURES
    first_hour = [line for line in logs if line["event"] == "will_retry" and line["at"] < "2026-11-23T13:00"]
    assert 6 <= len(first_hour) <= 12


@pytest.mark.parametrize("answer", [TryLater("ratelimited", dt.timedelta(seconds=30)), TryLater("503")])
async def test_a_doubt_stays_one_while_the_platform_cannot_be_asked(store: SqlStore, answer: TryLater) -> None:
    clock = MovableClock(NOON)
    clerk = Clerk(answers(Unsure("reset")), answer, Delivered("found"))
    queue(store, SAM, "one")
    sending = dispatcher(store, clerk, clock)
    for _ in range(3):
        await sending.drain()
        clock.move(dt.timedelta(minutes=1))
    assert (clerk.titles, len(clerk.asked)) == (["one"], 2)


async def test_where_nobody_can_be_asked_a_doubt_is_held_loudly_and_the_lane_goes_on(store: SqlStore) -> None:
    postman = Postman(answers(Unsure("502")))
    queue(store, SAM, "one", "two")
    with capture_logs() as logs:
        await dispatcher(store, postman, MovableClock(NOON)).drain()
    assert postman.titles == ["one", "two"]
    assert [(line["log_level"], line["why"]) for line in logs if line["event"] == "held"] == [("error", "502")]


async def test_a_platform_that_answers_nobody_is_left_alone_instead_of_turning_everything_into_doubts(
    store: SqlStore,
) -> None:
    names = [f"somebody {number}" for number in range(40)]
    for name in names:
        queue(store, Address("slack", "T0", name), name)
    clock, postman = MovableClock(NOON), Postman(answers(*[Unsure("502")] * 6))
    sending = dispatcher(store, postman, clock, at_once=1)
    with capture_logs() as logs:
        await sending.drain()
    assert len(postman.given) == DOUBTS_IN_A_ROW
    assert [entry["seconds"] for entry in logs if entry["event"] == "platform_unwell"] == [FIRST_REST.total_seconds()]
    clock.move(FIRST_REST)
    await sending.drain()  # still unwell: one more try, and a longer rest
    assert len(postman.given) == DOUBTS_IN_A_ROW + 1
    clock.move(2 * FIRST_REST)
    await sending.drain()
    clock.move(4 * FIRST_REST)
    await sending.drain()
    clock.move(LONGEST_REST)
    await sending.drain()  # well again
    assert sorted(postman.titles) == sorted(names)


async def test_where_we_may_not_read_a_doubt_is_held(store: SqlStore) -> None:
    clock = MovableClock(NOON)
    clerk = Clerk(answers(Unsure("reset")), Untold("missing_scope"))
    queue(store, SAM, "one", "two")
    sending = dispatcher(store, clerk, clock)
    await sending.drain()
    clock.move(SETTLES_IN)
    with capture_logs() as logs:
        await sending.drain()
    assert clerk.titles == ["one", "two"]
    assert [line["why"] for line in logs if line["event"] == "held"] == ["missing_scope"]


async def test_a_doubtful_update_is_simply_done_again(store: SqlStore) -> None:
    clock = MovableClock(NOON)
    postman = Postman(answers(Unsure("502", repeatable=True), TryLater("429"), Unsure("reset", repeatable=True)))
    with store.begin() as work:
        work.outbox.queue(Message("update", SAM, Card("done"), NOON, replaces="m1"))
    sending = dispatcher(store, postman, clock)
    for _ in range(4):
        await sending.drain()
        clock.move(dt.timedelta(minutes=1))
    assert [parcel.doubt for parcel in postman.given] == [False, True, True, True]


async def test_an_update_that_may_have_been_posted_anew_is_held(store: SqlStore) -> None:
    postman = Postman(answers(Unsure("posted anew, perhaps")))
    with store.begin() as work:
        work.outbox.queue(Message("update", SAM, Card("done"), NOON, replaces="m1"))
    with capture_logs() as logs:
        await dispatcher(store, postman, MovableClock(NOON)).drain()
    assert [line["event"] for line in logs] == ["held"]


async def test_a_send_that_could_not_begin_in_time_does_not_begin(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the machine slept between the claim and the send: the lease may be over before the send is."""
    loop = asyncio.get_running_loop()
    slept, awake = [0.0], loop.time
    monkeypatch.setattr(loop, "time", lambda: slept[0] + awake())

    class Sleepy:
        def claim(self, *which: Any) -> tuple[Parcel, ...]:
            parcels = store.deliveries.claim(*which)
            slept[0] = USUAL.begin_within.total_seconds() + 1  # once
            return parcels

        def __getattr__(self, name: str) -> object:
            return getattr(store.deliveries, name)

    postman = Postman()
    queue(store, SAM, "one")
    sending = Dispatcher(
        Sleepy(),  # type: ignore[arg-type]
        {"slack": postman},
        MovableClock(NOON),
        random.Random(1),
    )
    with capture_logs() as logs:
        await sending.drain()
    assert [line["why"] for line in logs if line["event"] == "will_retry"] == ["not begun in time"]
    assert [(parcel.card.title, parcel.attempts, parcel.doubt) for parcel in postman.given] == [("one", 2, False)]


def test_a_lease_outlasts_whatever_happens_under_it_on_any_two_clocks() -> None:
    limits = Limits()
    seen_to_end_at_the_earliest = limits.lease - limits.skew
    ends_at_the_latest = limits.begin_within + limits.send
    assert seen_to_end_at_the_earliest - ends_at_the_latest >= SETTLES_IN


async def test_a_workspace_that_is_told_to_wait_waits_in_every_dispatcher_and_no_other_does(store: SqlStore) -> None:
    clock = MovableClock(NOON)
    elsewhere = Address("slack", "T1", "UKIT")
    postman = Postman(answers(TryLater("ratelimited", dt.timedelta(seconds=30), everybody=True)))
    queue(store, SAM, "one")
    await dispatcher(store, postman, clock).drain()
    queue(store, PRIYA, "two")
    queue(store, elsewhere, "three")
    another = dispatcher(store, postman, clock)
    await another.drain()
    assert postman.titles == ["one", "three"]
    clock.move(dt.timedelta(seconds=30))
    await another.drain()
    assert sorted(postman.titles) == ["one", "one", "three", "two"]


async def test_two_dispatchers_together_keep_to_one_pace(store: SqlStore) -> None:
    clock, second = MovableClock(NOON), dt.timedelta(seconds=1)
    paces: dict[Platform, Pace] = {"slack": Pace(lane=Rate(second), workspace=Rate(second / 5, burst=3))}
    postman = Postman()
    senders: dict[Platform, Sender] = {"slack": postman}
    both = [Dispatcher(store.deliveries, senders, clock, random.Random(n), paces=paces) for n in (1, 2)]
    for number in range(20):
        queue(store, Address("slack", "T0", f"U{number}"), "one")
    sent = []
    for _ in range(4):
        await asyncio.gather(*(one.drain() for one in both))
        sent.append(len(postman.given))
        clock.move(second)
    assert sent == [3, 6, 9, 12], "no more than three at once, though five a second would have been allowed"


async def test_the_unreachable_are_given_up_loudly_and_their_lane_goes_on(store: SqlStore) -> None:
    postman = Postman(answers(Unreachable("account_inactive")))
    queue(store, SAM, "one", "two")
    with capture_logs() as logs:
        await dispatcher(store, postman, MovableClock(NOON)).drain()
    assert postman.titles == ["one", "two"]
    assert [(line["log_level"], line["why"]) for line in logs if line["event"] == "given_up"] == [
        ("error", "account_inactive")
    ]


async def test_a_sender_that_raises_is_logged_with_the_parcel_and_tried_again(store: SqlStore) -> None:
    async def fail(parcel: Parcel) -> Outcome:
        raise RuntimeError(parcel.card.title)

    clock = MovableClock(NOON)
    postman = Clerk(fail, *[NotThere()] * MOST_FAILURES)
    queue(store, SAM, "private words")
    sending = dispatcher(store, postman, clock)
    with capture_logs() as logs:
        for _ in range(2 * MOST_FAILURES + 5):
            await sending.drain()
            clock.move(dt.timedelta(hours=1))
    failures = [line for line in logs if line["event"] == "sender_failed"]
    assert len(failures) == len(postman.given) == MOST_FAILURES
    assert {line["parcel"] for line in failures} == {postman.given[0].id}
    assert "private words" not in str([{**line, "exc_info": None} for line in logs])


async def test_a_platform_that_is_not_set_up_is_given_up(store: SqlStore) -> None:
    queue(store, Address("teams", "tenant", "somebody"), "hello")
    with capture_logs() as logs:
        await dispatcher(store, Postman(), MovableClock(NOON)).drain()
    assert [line["event"] for line in logs] == ["given_up"]


async def test_a_send_that_never_ends_is_let_go(store: SqlStore) -> None:
    async def hang(parcel: Parcel) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    postman = Postman(hang)
    queue(store, SAM, "one")
    sending = Dispatcher(
        store.deliveries,
        {"slack": postman},
        MovableClock(NOON),
        random.Random(1),
        limits=Limits(send=dt.timedelta(milliseconds=10)),
    )
    with capture_logs() as logs:
        await sending.drain()
    assert [line["event"] for line in logs] == ["held"]


async def test_a_database_that_goes_away_stops_nothing_for_good(store: SqlStore) -> None:
    class Flaky:
        """The store's own deliveries, but the first claim fails."""

        def __init__(self) -> None:
            self.failed = False

        def claim(self, *which: Any) -> Iterable[Parcel]:
            if not self.failed:
                self.failed = True
                raise OSError("the disk is full")
            return store.deliveries.claim(*which)

        def __getattr__(self, name: str) -> object:
            return getattr(store.deliveries, name)

    postman = Postman()
    queue(store, SAM, "one")
    flaky = Flaky()
    senders: dict[Platform, Sender] = {"slack": postman}
    sending = Dispatcher(flaky, senders, MovableClock(NOON), random.Random(1))  # type: ignore[arg-type]
    running = asyncio.create_task(sending.run())
    await until(lambda: flaky.failed)
    sending.nudge()
    await until(lambda: postman.titles == ["one"])
    await sending.stop()
    await running


class Away:
    """The store's own deliveries, but the database is away for the first so many settlements of this kind."""

    def __init__(self, store: SqlStore, settlement: str, times: int) -> None:
        self._store, self._settlement, self.left = store, settlement, times

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._store.deliveries, name)

        def settled(*what: Any) -> None:
            if self.left:
                self.left -= 1
                raise OSError("the disk is full")
            real(*what)

        return settled if name == self._settlement else real


async def test_what_is_known_is_written_down_as_soon_as_the_database_is_back(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.settling.AGAIN", 0.0)
    postman, away = Postman(), Away(store, "delivered", 2)
    queue(store, SAM, "one", "two")
    sending = Dispatcher(away, {"slack": postman}, MovableClock(NOON), random.Random(1))
    with capture_logs() as logs:
        await sending.drain()
    assert postman.titles == ["one", "two"]
    assert away.left == 0
    assert [line["event"] for line in logs] == ["delivered", "delivered"]


async def test_a_doubt_is_counted_once_however_often_it_has_to_be_written_down(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.settling.AGAIN", 0.0)
    queue(store, SAM, "one")
    queue(store, PRIYA, "two")
    postman, away = Postman(answers(Unsure("502"), Unsure("502"))), Away(store, "hold", 10 * DOUBTS_IN_A_ROW)
    sending = Dispatcher(away, {"slack": postman}, MovableClock(NOON), random.Random(1))
    with capture_logs() as logs:
        await sending.drain()
    assert away.left == 0
    assert [line["event"] for line in logs] == ["held", "held"], "two are no row, and nobody rests"


async def test_a_rest_begins_also_when_the_database_is_away_just_then(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.settling.AGAIN", 0.0)
    for number in range(DOUBTS_IN_A_ROW + 1):
        queue(store, Address("slack", "T0", f"U{number}"), "one")
    postman, away = Postman(answers(*[Unsure("502")] * DOUBTS_IN_A_ROW)), Away(store, "pause", 3)
    clock = MovableClock(NOON)
    sending = Dispatcher(away, {"slack": postman}, clock, random.Random(1), at_once=1)
    await sending.drain()
    assert (away.left, len(postman.given)) == (0, DOUBTS_IN_A_ROW)
    clock.move(FIRST_REST)
    await sending.drain()
    assert len(postman.given) == DOUBTS_IN_A_ROW + 1


async def test_what_was_not_even_asked_of_the_platform_ends_no_row_of_doubts(store: SqlStore) -> None:
    quiet = NotNow(NOON + dt.timedelta(hours=1), "do not disturb")
    outcomes: list[Outcome] = [
        Unsure("502"),
        NotTried("paced", dt.timedelta(hours=1)),
        Unsure("502"),
        quiet,
        Unsure("502"),
    ]
    for number in range(len(outcomes)):
        queue(store, Address("slack", "T0", f"U{number}"), "one")
    sending = dispatcher(store, Postman(answers(*outcomes)), MovableClock(NOON), at_once=1)
    with capture_logs() as logs:
        await sending.drain()
    assert [line["event"] for line in logs] == ["held", "will_retry", "held", "postponed", "held", "platform_unwell"]


Sends = Callable[[Dispatcher], Awaitable[None]]
BY_EITHER = pytest.mark.parametrize(
    "sends", [Dispatcher.drain, lambda sending: sending.send_lane(str(SAM))], ids=["our own", "lane by lane"]
)


@BY_EITHER
async def test_who_was_told_later_many_times_waits_for_the_first_trouble_no_longer_than_anybody(
    store: SqlStore, sends: Sends
) -> None:
    second = dt.timedelta(seconds=1)
    clock, clerk = MovableClock(NOON), Clerk(answers(*[TryLater("429", second)] * 20, Unsure("reset")), NotThere())
    queue(store, SAM, "one")
    sending = dispatcher(store, clerk, clock)
    for _ in range(21):
        await sends(sending)
        clock.move(second)
    assert len(clerk.given) == 21
    clock.move(SETTLES_IN)
    await sends(sending)
    assert (len(clerk.asked), len(clerk.given)) == (1, 22)


@BY_EITHER
async def test_a_message_over_which_everybody_dies_is_given_up_in_the_end(store: SqlStore, sends: Sends) -> None:
    async def dies(parcel: Parcel) -> Outcome:
        raise asyncio.CancelledError

    clock, clerk = MovableClock(NOON), Clerk(dies, *[NotThere()] * (MOST_FAILURES + 1))
    queue(store, SAM, "one")
    with capture_logs() as logs:
        for _ in range(3 * MOST_FAILURES):
            with suppress(asyncio.CancelledError):
                await sends(dispatcher(store, clerk, clock))
            clock.move(dt.timedelta(minutes=31))
    assert len(clerk.given) == MOST_FAILURES
    assert [line["why"] for line in logs if line["event"] == "given_up"] == ["not there after 60 attempts"]


async def test_stopping_waits_for_what_is_on_its_way_and_begins_nothing_more(store: SqlStore) -> None:
    started, release = asyncio.Event(), asyncio.Event()

    async def slowly(parcel: Parcel) -> Outcome:
        started.set()
        await release.wait()
        return Delivered("m")

    postman = Postman(slowly)
    queue(store, SAM, "one", "two")
    sending = dispatcher(store, postman, MovableClock(NOON))
    running = asyncio.create_task(sending.run())
    await started.wait()
    stopping = asyncio.create_task(sending.stop())
    await asyncio.sleep(0)
    release.set()
    await stopping
    await running
    assert postman.titles == ["one"]
    await dispatcher(store, postman, MovableClock(NOON)).drain()
    assert postman.titles == ["one", "two"], "what was on its way is settled, what was not is still there"


async def test_two_dispatchers_on_one_outbox_send_everything_once(store: SqlStore) -> None:
    postman, clock = Postman(), MovableClock(NOON)
    for number in range(20):
        queue(store, Address("slack", "T0", f"U{number}"), "one", "two")
    await asyncio.gather(dispatcher(store, postman, clock, 4).drain(), dispatcher(store, postman, clock, 4).drain())
    assert len(postman.given) == len({parcel.id for parcel in postman.given}) == 40


async def test_links_to_our_own_pages_are_made_whole(store: SqlStore) -> None:
    links = (
        Link("Diary", "/calendar/a.ics"),
        Link("Elsewhere", "https://example.org/a"),
        Link("Odd", "//evil.example"),
    )
    with store.begin() as work:
        work.outbox.queue(Message("links", SAM, Card("Booked", links), NOON))
    postman = Postman()
    sending = Dispatcher(
        store.deliveries, {"slack": postman}, MovableClock(NOON), random.Random(1), public_url="https://shoes.example/"
    )
    await sending.drain()
    assert [part.url for part in postman.given[0].card.parts if isinstance(part, Link)] == [
        "https://shoes.example/calendar/a.ics",
        "https://example.org/a",
        "//evil.example",
    ]


DIES = """
import asyncio, datetime as dt, os, random, signal, sys
from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from bot.cards import Card
from bot.ports.outbox import Message
from bot.turn import Address
from storage.unit_of_work import open_store

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
store = open_store(sys.argv[1])
with store.begin() as work:
    for title in ("one", "two"):
        work.outbox.queue(Message(title, Address("slack", "T0", "USAM"), Card(title), NOON))

class Dies:
    async def send(self, parcel):
        os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "after the commit":
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(Dispatcher(store.deliveries, {"slack": Dies()}, MovableClock(NOON), random.Random(1)).drain())
"""


def killed(database: str, when: str) -> None:
    ended = subprocess.run([sys.executable, "-c", DIES, database, when], cwd=REPOSITORY, check=False, timeout=50)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.processes
async def test_killed_after_the_commit_everything_goes_out_after_the_restart(database: str, store: SqlStore) -> None:
    killed(database, "after the commit")
    postman = Postman()
    await dispatcher(store, postman, MovableClock(NOON)).drain()
    assert postman.titles == ["one", "two"]


@pytest.mark.processes
@pytest.mark.parametrize(("arrived", "sent"), [(NotThere(), ["one", "two"]), (Delivered("found"), ["two"])])
async def test_killed_while_sending_it_is_asked_for_once_the_lease_is_over(
    database: str, store: SqlStore, arrived: ReadBack, sent: list[str]
) -> None:
    killed(database, "while sending")
    clerk, clock = Clerk(answers(), arrived), MovableClock(NOON)
    await dispatcher(store, clerk, clock).drain()
    assert clerk.titles == [], "somebody may still be sending it"
    clock.move(Limits().lease)
    await dispatcher(store, clerk, clock).drain()
    assert clerk.titles == sent
