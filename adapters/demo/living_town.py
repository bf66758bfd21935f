"""The town in motion: the real engine, store and dispatcher, with phones at the end of every wire.

One thing happens at a time: a turn and everything it sends, or the clock going on and everything that falls due.
"""

import asyncio
import datetime as dt
import itertools
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from adapters.clock import MovableClock
from adapters.demo.happenings import Happening, Happenings, Noted
from adapters.demo.phones import PhoneSender, Render
from adapters.demo.town import TIME_ZONE, Resident, Town
from adapters.demo.typed import as_delivered
from adapters.dispatcher import Dispatcher
from adapters.sender import Sender
from adapters.web import inbound
from adapters.web.outbound import WebSender
from adapters.web.threads import Item, Threads
from bot.cards import Card
from bot.engine import Engine
from bot.phrases import date_in_words
from bot.ports.deliveries import Deliveries
from bot.turn import ChannelAddress, Platform, Pressed, Turn
from bot.working_time import MORNING, on, working_day_after

BEAT = dt.timedelta(minutes=1)
"""What is due and stays due (a message that a platform did not take) is tried once in this time, as the clock moves."""

NextDue = Callable[[], dt.datetime | None]
"""When something next falls due, if anything does."""

log = structlog.get_logger("demo")


@dataclass(frozen=True)
class Listeners:
    """Who hears of what changes on the phones, behind the curtain and on the clock."""

    item: Callable[[Item], None] = lambda _: None
    happening: Callable[[Happening], None] = lambda _: None
    clock: Callable[[dt.datetime], None] = lambda _: None


class LivingTown:
    """Say, press, and let time go by. `renders` draws what Slack and Teams would be sent.

    `public_url` is where diary files are served.
    """

    def __init__(
        self,
        town: Town,
        engine: Engine,
        deliveries: Deliveries,
        next_due: NextDue,
        clock: MovableClock,
        renders: Mapping[Platform, Render],
        listeners: Listeners,
        public_url: str = "",
    ) -> None:
        self.town = town
        self.clock = clock
        self.threads = Threads(listeners.item)
        self.happenings = Happenings(listeners.happening)
        self._clock_moved = listeners.clock
        self._engine = engine
        self._next_due = next_due
        senders: dict[Platform, Sender] = {
            platform: PhoneSender(render, self.threads, clock) for platform, render in renders.items()
        }
        senders["web"] = WebSender(self.threads, clock)
        noted = {platform: Noted(sender, self.happenings, town, clock) for platform, sender in senders.items()}
        chance = random.Random(0)  # noqa: S311 (jitter, not secrets)
        self._dispatcher = Dispatcher(deliveries, noted, clock, chance, public_url=public_url)
        self._busy = asyncio.Lock()
        self._numbers = itertools.count(1)

    def use(self, engine: Engine) -> None:
        """Go on with another engine, around the same database."""
        self._engine = engine

    async def say(self, who: Resident, words: str, place: ChannelAddress | None = None, turn_id: str = "") -> None:
        """Type words into a phone, one-to-one or in a channel. Raises PostUnreadable if there are none."""
        words = words.strip()
        async with self._busy:
            heard = as_delivered(words, who.house.platform, place)
            form = {"text": heard if heard is not None else words}
            turn = inbound.said(form, self._turn_id(turn_id), who.address, self.clock.now(), who.profile, place)
            self.threads.say(place or who.address, who.address, words, turn.at)
            if heard is not None:
                await self._take(turn, who, "said")

    async def press(
        self, who: Resident, form: Mapping[str, str], place: ChannelAddress | None = None, turn_id: str = ""
    ) -> None:
        """Press a button of a form that `adapters.web.cards` drew. Raises PostUnreadable if there is none in it."""
        async with self._busy:
            turn = inbound.pressed(form, self._turn_id(turn_id), who.address, self.clock.now(), who.profile, place)
            assert isinstance(turn.act, Pressed)
            self.threads.press(place or who.address, who.address, self._label(turn.act, turn, place), turn.at)
            await self._take(turn, who, f"pressed {turn.act.verb}")

    async def let_pass(self, time_gone: dt.timedelta) -> None:
        """Move the clock on; whatever falls due meanwhile happens at its own time, in order."""
        async with self._busy:
            await self._go_on_to(self.clock.now() + time_gone)

    async def next_working_day(self) -> None:
        """Move the clock to half past nine on the next working day."""
        today = self.clock.now().astimezone(ZoneInfo(TIME_ZONE)).date()
        await self.go_on_to(on(working_day_after(today), MORNING, TIME_ZONE))

    async def go_on_to(self, then: dt.datetime) -> None:
        """Move the clock on to a moment; stay where it is if that is past."""
        async with self._busy:
            await self._go_on_to(then)

    async def tick(self) -> None:
        """What the scheduler does over and over: ring what is due, send what is waiting."""
        async with self._busy:
            await self._ring()
            self._clock_moved(self.clock.now())

    async def _go_on_to(self, then: dt.datetime) -> None:
        while (due := await asyncio.to_thread(self._next_due)) is not None and due < then:
            self.clock.move_to(max(due, self.clock.now()))
            await self._ring()
            if await asyncio.to_thread(self._next_due) == due:
                self.clock.move(BEAT)
        self.clock.move_to(then)
        await self._ring()
        now = self.clock.now()
        self.happenings.note(Happening("clock", now, f"the clock went on to {date_in_words(now.date())}"))
        self._clock_moved(now)

    async def _ring(self) -> None:
        now = self.clock.now()
        try:
            spoken = await asyncio.to_thread(self._engine.ring, now)
        except Exception as error:
            log.exception("ring_failed")
            self.happenings.note(Happening("fault", now, f"{type(error).__name__} while ringing"))
        else:
            for lane in sorted(spoken.lanes):
                self.happenings.note(Happening("rang", now, f"a reminder for {lane}"))
        await self._dispatcher.drain()

    async def _take(self, turn: Turn, who: Resident, what: str) -> None:
        began = time.perf_counter()
        try:
            spoken = await asyncio.to_thread(self._engine.handle, turn)
        except Exception as error:
            # The engine has told the person already; the town goes on living.
            log.exception("turn_failed", turn=turn.id)
            self.happenings.note(Happening("fault", turn.at, f"{type(error).__name__} in turn {turn.id}", who.key))
        else:
            took = (time.perf_counter() - began) * 1000
            if spoken.refused:  # somebody of whom nothing may be kept, so that there is no outbox to speak through
                self.threads.post(turn.sender, Card(spoken.refused), self.clock.now())
            self.happenings.note(Happening("turn", turn.at, f"{what} · turn {turn.id[-6:]} · {took:.0f} ms", who.key))
        await self._dispatcher.drain()

    def _turn_id(self, given: str) -> str:
        return given or f"demo:{self.clock.now():%Y%m%dT%H%M%S}-{next(self._numbers):06}"

    def _label(self, act: Pressed, turn: Turn, place: ChannelAddress | None) -> str:
        item = self.threads.find(str(place or turn.sender), act.card)
        buttons = item.card.buttons if item and item.card else ()
        return next((b.label for b in buttons if (b.verb, b.value) == (act.verb, act.value)), act.verb)
