"""A pretend town for tests: organisations, people, the real engine, real storage, the real dispatcher.

Only the last step is watched instead of sent: each card is drawn by the real renderer of its platform, so that a card
that a platform could not show fails here, and then lands in the person's chat in memory.
"""

import asyncio
import datetime as dt
import random
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import adapters.slack.cards
import adapters.teams.cards
import adapters.web.cards
from adapters.clock import MovableClock
from adapters.dispatcher import Dispatcher
from adapters.sender import Sender
from bot.cards import Button, Card, Field, Form
from bot.delivery import Delivered, Outcome, TryLater, Unreachable
from bot.engine import Engine
from bot.model.invitations import new_code
from bot.model.organisations import Organisation, Sector
from bot.ports.deliveries import Parcel
from bot.turn import Address, ChannelAddress, Destination, Joined, Left, Platform, Pressed, Profile, Said, Spoken, Turn
from bot.understanding.understood import Channel
from storage.unit_of_work import SqlStore
from tests.stores import copied, empty, opened

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
STEP = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Resident:
    """Somebody who lives in a test, with the address they are reached at."""

    name: str
    address: Address


@dataclass(frozen=True)
class Heard:
    """One message that arrived: new, or in the place of an earlier one."""

    to: Destination
    card: Card
    message_id: str
    replaced: bool


@dataclass
class Chats:
    """A sender for every platform at once: what arrived, and which card each message shows now."""

    arrived: list[tuple[int, Heard]] = field(default_factory=list)
    showing: dict[str, tuple[Destination, Card]] = field(default_factory=dict)
    earlier: list[tuple[Destination, str, Card]] = field(default_factory=list)
    down: set[Platform] = field(default_factory=set)
    numbers: int = 0

    async def send(self, parcel: Parcel) -> Outcome:
        """Draw it as its platform would, then keep it."""
        if parcel.to.platform in self.down:
            return TryLater(f"{parcel.to.platform} is down")
        draw(parcel.to.platform, parcel.card)
        message_id = parcel.replaces
        if not message_id:
            self.numbers += 1
            message_id = f"m{self.numbers}"
        if message_id in self.showing:
            self.earlier.append((parcel.to, message_id, self.showing[message_id][1]))
        self.showing.pop(message_id, None)  # whatever changed last is the newest
        self.showing[message_id] = (parcel.to, parcel.card)
        self.arrived.append((parcel.id, Heard(parcel.to, parcel.card, message_id, bool(parcel.replaces))))
        return Delivered(message_id)


@dataclass(frozen=True)
class Refusing:
    """A sender that refuses what is for some, as a platform does for good."""

    inner: Sender
    refusing: dict[Destination, str]

    async def send(self, parcel: Parcel) -> Outcome:
        """What the real one makes of it, but for those."""
        why = self.refusing.get(parcel.to)
        return Unreachable(why) if why else await self.inner.send(parcel)


def draw(platform: Platform, card: Card) -> None:
    """Raises whatever the platform's renderer raises for a card that it cannot show."""
    match platform:
        case "slack":
            adapters.slack.cards.render(card)
        case "teams":
            adapters.teams.cards.render(card)
        case "web":
            adapters.web.cards.render(card, "lane", "m1")


class _AtOnce(ThreadPoolExecutor):
    """Does it here and now: nobody in a town waits for a thread, and handing work over costs more than most of it."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(work(*args, **more))
        except BaseException as problem:
            done.set_exception(problem)
        return done


class Town:
    """Where a test's people talk to the bot."""

    threads: Callable[[], ThreadPoolExecutor] = _AtOnce
    """What does the work that must not hold up the event loop."""

    def __init__(self, folder: Path, start: dt.datetime = MONDAY, chats: Chats | None = None) -> None:
        self.chance = random.Random(1)
        self.store: SqlStore = opened(empty(folder / "town.db"), codes=lambda: new_code(self.chance))
        self.clock = MovableClock(start)
        self.engine = Engine(self.store.for_turns())
        self.chats = chats or Chats()
        self.refusing: dict[Destination, str] = {}
        self.residents: dict[str, Resident] = {}
        self._organisations: dict[str, Organisation] = {}
        self._turns = 0
        self._visit = uuid.uuid4().hex[:8]  # a town that is opened again begins new turns
        self._last: Turn | None = None
        self._senders: dict[Platform, Sender] = {}
        self._go_through(self.chats)
        self._loop = asyncio.Runner()
        self._loop.get_loop().set_default_executor(self.threads())
        self._dispatcher = Dispatcher(self.store.deliveries, self._senders, self.clock, random.Random(1))

    def close(self) -> None:
        """Let go of the database."""
        self._loop.close()
        self.store.close()

    def copied(self, folder: Path) -> "Town":
        """The same town in another folder, as it is now, to go on with; what arrived here is no news there."""
        self.store.close()
        copied(self.store.engine.url.render_as_string(), folder / "town.db")
        chats = Chats([], dict(self.chats.showing), list(self.chats.earlier), set(), self.chats.numbers)
        town = Town(folder, self.clock.now(), chats)
        town.chance.setstate(self.chance.getstate())
        town.residents, town._organisations = dict(self.residents), dict(self._organisations)
        return town

    def organisation(self, name: str, sector: Sector, platform: Platform, place: str = "Leeds") -> str:
        """The workspace of an organisation, which is made and linked when it is first named."""
        workspace = f"{platform[0].upper()}{name.replace(' ', '').upper()[:12]}"
        key = f"{platform}:{workspace}"
        if key not in self._organisations:
            same = next((one for one in self._organisations.values() if one.name == name), None)
            self._organisations[key] = same or self.store.setup.add_organisation(name, sector, place)
            self.store.setup.link_workspace(self._organisations[key], platform, workspace)
        return workspace

    def resident(
        self,
        name: str,
        role: str,
        organisation: str,
        sector: Sector,
        platform: Platform,
        *,
        place: str = "Leeds",
        known: bool = True,
    ) -> Resident:
        """Somebody, known to the bot by role unless they are new to it."""
        workspace = self.organisation(organisation, sector, platform, place)
        address = Address(platform, workspace, f"U{name.upper().replace(' ', '')}")
        self.residents[name] = Resident(name, address)
        if known:
            with self.store.begin() as work:
                owner = work.people.organisation_of(platform, workspace)
                assert owner is not None
                person = work.people.join(
                    address, owner, name, "Europe/London", f"{name.split()[0].lower()}@example.org"
                )
                work.people.seen(address, self.clock.now())
                work.people.save(type(person)(**{**vars(person), "role": role}))
        return self.residents[name]

    def stranger(self, name: str, platform: Platform) -> Resident:
        """Somebody from a workspace that nobody has linked."""
        self.residents[name] = Resident(name, Address(platform, "UNKNOWN", f"U{name.upper()}"))
        return self.residents[name]

    def say(self, name: str, text: str, channel: Channel = "dm", place: str = "") -> Spoken:
        """Words, one-to-one or in a channel."""
        return self._act(name, Said(text, channel), place)

    def press(self, name: str, label: str, fields: dict[str, str] | None = None, *, old: bool = False) -> Spoken:
        """The newest button of that label that this person sees; with `old`, the newest that they no longer see."""
        return self.press_exactly(name, *self.find(name, label, old=old), fields)

    def press_exactly(
        self, name: str, button: Button, card: Card, message_id: str, fields: dict[str, str] | None = None
    ) -> Spoken:
        """One button of one card."""
        return self._act(name, Pressed(button.verb, button.value, filled_in(card, button, fields or {}), message_id))

    def turn(self, name: str, button: Button, card: Card, message_id: str) -> Turn:
        """One press as a turn that nobody has handled yet."""
        self._turns += 1
        act = Pressed(button.verb, button.value, filled_in(card, button, {}), message_id)
        sender = self.residents[name].address
        return Turn(f"{sender}:{self._visit}:{self._turns}", sender, act, self.clock.now())

    def find(self, name: str, label: str, *, old: bool = False) -> tuple[Button, Card, str]:
        """Raises LookupError, saying what there is to press, if nothing has that label."""
        there = self.buttons(name, old=old)
        for button, card, message_id in there:
            if button.label == label:
                return button, card, message_id
        raise LookupError(f"{name} sees no [{label}]; there is {sorted({button.label for button, _, _ in there})}")

    def buttons(self, name: str, *, old: bool = False) -> list[tuple[Button, Card, str]]:
        """Every button that this person sees, those of the newest card first; with `old`, that they no longer see."""
        address = self.residents[name].address
        if old:
            cards = [(message_id, card) for to, message_id, card in self.chats.earlier if to == address]
        else:
            cards = [(message_id, card) for message_id, (to, card) in self.chats.showing.items() if to == address]
        return [(button, card, message_id) for message_id, card in reversed(cards) for button in card.buttons]

    def forge(self, name: str, press: Pressed) -> Spoken:
        """A press that no card of ours holds."""
        return self._act(name, press)

    def join(self, name: str) -> Spoken:
        """The person opens the bot for the first time."""
        return self._act(name, Joined())

    def leave(self, name: str) -> Spoken:
        """The person removes the bot."""
        return self._act(name, Left())

    def leave_place(self, name: str, place: str) -> Spoken:
        """The person removes the bot from a channel."""
        return self._act(name, Left(), place)

    def invite(self, organisation: str) -> str:
        """The operator's code for it."""
        found = next(one for one in self.store.setup.organisations() if one.name == organisation)
        return self.store.setup.invite(found, self.clock.now())

    def uninstall(self, organisation: str, platform: Platform) -> Spoken:
        """The app is removed from its workspace on this platform."""
        workspace = next(
            key.split(":", 1)[1]
            for key, one in self._organisations.items()
            if one.name == organisation and key.startswith(f"{platform}:")
        )
        spoken = self.engine.workspace_left(platform, workspace, self.clock.now())
        self.drain()
        return spoken

    def again(self) -> Spoken:
        """The platform delivers the last act once more."""
        assert self._last is not None
        return self._handle(self._last)

    def wait(self, until: dt.datetime) -> None:
        """Let time pass; whatever is due meanwhile happens at its own time, in order."""
        while (due := self.store.next_due()) is not None and due <= until:
            self.clock.move_to(max(due, self.clock.now() + STEP))
            self.engine.ring(self.clock.now())
            self.drain()
        self.clock.move_to(until)

    def drain(self) -> None:
        """Send everything that is due; nothing to those for whom the platform refuses it."""
        self._loop.run(self._dispatcher.drain())

    def _go_through(self, sender: Sender) -> None:
        """Whatever is sent from now on."""
        refusing = Refusing(sender, self.refusing)
        self._senders.update({"slack": refusing, "teams": refusing, "web": refusing})

    def news(self) -> list[Heard]:
        """What arrived since the last call, in the order in which it was queued."""
        arrived, self.chats.arrived[:] = sorted(self.chats.arrived, key=lambda one: one[0]), []
        return [heard for _, heard in arrived]

    def _act(self, name: str, act: Said | Pressed | Joined | Left, place: str = "") -> Spoken:
        self._turns += 1
        sender = self.residents[name].address
        channel = ChannelAddress(sender.platform, sender.workspace, place) if place else None
        profile = Profile(name, "Europe/London", f"{name.split()[0].lower()}@example.org")
        self._last = Turn(f"{sender}:{self._visit}:{self._turns}", sender, act, self.clock.now(), profile, channel)
        return self._handle(self._last)

    def _handle(self, turn: Turn) -> Spoken:
        spoken = self.engine.handle(turn)
        self.drain()
        self.clock.move(dt.timedelta(minutes=1))
        return spoken


def introduced(town: Town) -> None:
    """Sam, on Slack, will show Priya, on Teams, a food bank for a day: both have said yes, and no date is named."""
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    town.say("Sam", "a day shadowing at our food bank", channel="slash:/offer")
    town.press("Sam", "Publish")
    town.say("Priya", "food bank", channel="slash:/shadow")
    town.press("Priya", "Ask")
    town.press("Sam", "Yes")


def filled_in(card: Card, button: Button, changes: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What the form around a button holds: as it was shown, but for what the person changed."""
    shown = {one.name: one.value for one in fields_around(card, button)}
    unknown = set(changes) - set(shown)
    if unknown:
        raise LookupError(f"no such field around [{button.label}]: {sorted(unknown)}; there is {sorted(shown)}")
    return tuple((shown | changes).items())


def fields_around(card: Card, button: Button) -> tuple[Field, ...]:
    """Those of the form that a button sends; none if it sends no form."""
    forms = (one for one in card.parts if isinstance(one, Form))
    return next((one.fields for one in forms if (one.verb, one.value) == (button.verb, button.value)), ())
