"""Whatever people say, press, fill in, leave and wait for, in any order: nothing fails, and each card is a legal one.

A whole town lives through it, real from the engine to the dispatcher. What the program survives by itself (a reminder
that fails is rung again, a message that cannot be sent is sent later) counts as a failure here.
"""

import dataclasses
import datetime as dt
import functools
import logging
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import structlog
from hypothesis import strategies as st

import adapters.slack.cards
import adapters.teams.cards
from bot import dialogues
from bot.model.organisations import Sector
from bot.turn import Pressed
from bot.understanding import Channel
from tests.adapters.slack import legal as slack
from tests.adapters.teams import legal as teams
from tests.fuzz.words import REPLIES, words
from tests.town import Heard, Town, fields_around, introduced

PEOPLE = ("Sam", "Priya", "Wren")


@dataclass(frozen=True)
class Says:
    """Words, one-to-one, after a slash or in a channel."""

    who: str
    text: str
    channel: Channel = "dm"


@dataclass(frozen=True)
class Presses:
    """The `number`-th button, from the newest, that they see or saw once; its form holds what was `filled` in."""

    who: str
    number: int
    filled: tuple[str, ...] = ()
    once_seen: bool = False


@dataclass(frozen=True)
class Forges:
    """A press that no card of ours holds."""

    who: str
    verb: str
    value: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Waits:
    """Everybody, for so many hours."""

    hours: int


@dataclass(frozen=True)
class Goes:
    """They remove the bot, and may install it again."""

    who: str
    comes_back: bool


Act = Says | Presses | Forges | Waits | Goes

who = st.sampled_from(PEOPLE)
said = st.sampled_from(REPLIES) | words
dates = st.dates(dt.date(2026, 11, 1), dt.date(2029, 1, 1)).map(str) | st.sampled_from(
    ("9999-12-31", "0001-01-01", "2028-02-29", "2026-12-25", "2027-03-28", "2027-10-31", "20261203", "2026-W50-1", "")
)
times = st.times().map("{:%H:%M}".format) | st.sampled_from(
    ("00:00", "23:59", "01:30", "24:00", "10:00+05:00", "10:00:00.000001", "T10", "10:00Z", "")
)
numbers = st.sampled_from(("", "0", "-1", "1", "60", "²", "9" * 20, "9" * 5000))
filled = st.lists(dates | times | numbers | said, max_size=9).map(tuple)
verbs = st.sampled_from([verb for dialogue in dialogues.DIALOGUES for verb in dialogue.verbs])
values = st.one_of(
    st.integers(0, 9).map(str),
    st.builds("{}:{}".format, st.integers(0, 9), st.integers(0, 9) | words),
    st.sampled_from(("slack:SOPENDOOR:#C1", "slack::", "teams:x:#", "again", "9" * 20, "-1", "role.save 1")),
    words,
)
names = st.sampled_from(
    "date1 time1 where note topic role name contact until when capacity length weekday hour every surprised".split()  # noqa: SIM905
)
fields = st.dictionaries(names, said | dates | times | numbers, max_size=3).map(lambda some: tuple(some.items()))
acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(Says, who, said),
    st.builds(Says, who, st.sampled_from(REPLIES), st.sampled_from(get_args(Channel))),
    st.builds(Presses, who, st.integers(0, 6)),
    st.builds(Presses, who, st.integers(0, 40), filled, st.booleans()),
    st.builds(Forges, who, verbs | words, values, fields),
    st.builds(Waits, st.integers(1, 24 * 30)),
    st.builds(Goes, who, st.booleans()),
)
Play = tuple[int, list[Act]]
plays: st.SearchStrategy[Play] = st.tuples(st.integers(0, 4), st.lists(acts, min_size=4, max_size=20))


def check(play: Play) -> None:
    """Raises whatever went wrong, and AssertionError for what was only logged or a platform would refuse."""
    begun, taken = play
    with TemporaryDirectory() as folder, _nothing_wrong():
        town = _begun(begun).copied(Path(folder))
        try:
            for act in taken:
                _do(act, town)
                for heard in town.news():
                    found = _faults(heard)
                    assert not found, (act, heard.card, found)
        finally:
            town.close()


def _do(act: Act, town: Town) -> None:
    match act:
        case Says():
            town.say(act.who, act.text, act.channel, "C1" if act.channel == "mention" else "")
        case Presses():
            _press(act, town)
        case Forges():
            town.forge(act.who, Pressed(act.verb, act.value, act.fields))
        case Waits():
            town.wait(town.clock.now() + dt.timedelta(hours=act.hours))
        case Goes():
            town.leave(act.who)
            if act.comes_back:
                town.join(act.who)


def _press(act: Presses, town: Town) -> None:
    there = town.buttons(act.who, old=act.once_seen)
    if there:
        button, card, message_id = there[act.number % len(there)]
        names = (field.name for field in fields_around(card, button))
        town.press_exactly(act.who, button, card, message_id, dict(zip(names, act.filled, strict=False)))


@functools.cache
def _begun(far: int) -> Town:
    """A council on Teams, a charity on Slack and a group on the web: strangers, or two of them have met, named a date,
    taken it, or are past it. One of them coordinates, and one has said nothing about herself."""
    folder = TemporaryDirectory()
    town = Town(Path(folder.name))
    _folders.append(folder)
    town.resident("Wren", "", "Harbour", Sector.COMMUNITY_GROUP, "web")
    if far == 0:
        town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
        town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    else:
        introduced(town)
    with town.store.begin() as work:
        person = work.people.at(town.residents["Priya"].address)
        assert person is not None
        work.people.save(dataclasses.replace(person, coordinator=True))
    if far > 1:
        town.say("Sam", "Thursday at 10")
    if far > 2:
        town.press_exactly("Priya", *next(one for one in town.buttons("Priya") if one[0].verb == "leg.take"))
    if far > 3:
        town.wait(town.clock.now() + dt.timedelta(days=6))
    town.news()
    return town


_folders: list[TemporaryDirectory[str]] = []
"""Each is there until the program ends."""


def _faults(heard: Heard) -> list[str]:
    match heard.to.platform:
        case "slack":
            return slack.faults(adapters.slack.cards.render(heard.card))
        case "teams":
            return teams.faults(adapters.teams.cards.message(heard.card))
        case "web":
            return []  # drawn when it was sent; what a browser might take for an order, `check_web` looks for


@contextmanager
def _nothing_wrong() -> Iterator[None]:
    """Whatever the program logs as wrong is wrong; the rest is not shown."""
    logs = _Logs()
    logging.getLogger().addHandler(logs)
    structlog.configure(processors=[logs.of_structlog])
    try:
        yield
    finally:
        logging.getLogger().removeHandler(logs)
        structlog.reset_defaults()
    assert not logs.wrong, "\n".join(logs.wrong)


class _Logs(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.wrong: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.wrong.append(logging.Formatter().format(record))

    def of_structlog(self, _: object, method: str, event: MutableMapping[str, Any]) -> str:
        if method not in ("debug", "info"):
            self.wrong.append(f"{event} {traceback.format_exc()}")
        raise structlog.DropEvent
