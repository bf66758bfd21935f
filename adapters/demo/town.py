"""The pretend town as values, read once from `town.toml`: who lives there, what they offer and what they are after."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from bot.model.listings import Activity, Details, Kind, Mode
from bot.model.organisations import Sector
from bot.model.when import When
from bot.turn import Address, ChannelAddress, Platform, Profile
from bot.working_time import MORNING, at_work, is_working_day, on, working_day_after

BOT_NAME = "In Your Shoes"
TIME_ZONE = "Europe/London"
LATE = dt.time(15, 30)
"""After this the story begins on the next working day, so that a few hours are left before people go home."""


@dataclass(frozen=True)
class House:
    """An organisation and the chat platform its people use. One that is not `known` has linked no workspace."""

    key: str
    name: str
    sector: Sector
    place: str
    platform: Platform
    workspaces: tuple[str, ...]
    channel: str = ""
    known: bool = True

    def channel_in(self, workspace: str) -> ChannelAddress | None:
        """The channel that everybody in one of its workspaces reads, if it has one."""
        if not self.channel:
            return None
        return ChannelAddress(self.platform, workspace, "C0" + self.channel.replace(" ", "").upper())


@dataclass(frozen=True)
class Resident:
    """Somebody whose phone can be picked up. A `newcomer` has not met the bot yet. `tries` are first sentences.

    A `coordinator` looks after the organisation's workspaces.
    """

    key: str
    name: str
    house: House
    workspace: str
    role: str
    contact: str
    tries: tuple[str, ...] = ()
    newcomer: bool = False
    coordinator: bool = False

    @property
    def address(self) -> Address:
        """Where the bot reaches them, with a user id such as their platform would give them."""
        user = {"slack": f"U0{self.key.upper()}", "teams": f"29:{self.key}", "web": self.key}[self.house.platform]
        return Address(self.house.platform, self.workspace, user)

    @property
    def channel(self) -> ChannelAddress | None:
        """The channel they can switch to."""
        return self.house.channel_in(self.workspace)

    @property
    def profile(self) -> Profile:
        """What their platform tells the bot of them with every message."""
        return Profile(self.name, TIME_ZONE, self.contact)

    @property
    def initials(self) -> str:
        """Two letters for a picture."""
        return "".join(word[0] for word in self.name.split()[:2])

    @property
    def first_name(self) -> str:
        """What colleagues call them."""
        return self.name.split()[0]


@dataclass(frozen=True)
class Notice:
    """An offer or a request that stands when the story begins. `days_ago` counts from the day it begins."""

    kind: Kind
    person: str
    details: Details
    days_ago: int


@dataclass(frozen=True)
class Town:
    """Everybody and everything in it."""

    houses: tuple[House, ...]
    residents: tuple[Resident, ...]
    notices: tuple[Notice, ...]

    def resident(self, key: str) -> Resident:
        """Raises LookupError if nobody goes by this key."""
        for resident in self.residents:
            if resident.key == key:
                return resident
        raise LookupError(f"nobody in the town goes by {key!r}")

    def named(self, words: str) -> Resident | None:
        """Somebody by their key, first name or whole name, in any case."""
        wanted = words.strip().lower()
        names = ((resident, (resident.key, resident.first_name, resident.name)) for resident in self.residents)
        return next((resident for resident, forms in names if wanted in (form.lower() for form in forms)), None)

    def at(self, address: Address) -> Resident | None:
        """Whose address this is."""
        return next((resident for resident in self.residents if resident.address == address), None)

    def by_house(self) -> Iterator[tuple[House, tuple[Resident, ...]]]:
        """Organisations in their order with their people."""
        for house in self.houses:
            yield house, tuple(resident for resident in self.residents if resident.house == house)


def read_town() -> Town:
    """The town of `town.toml`. Raises KeyError or ValueError if that file does not say what is needed."""
    written = tomllib.loads(files("adapters.demo").joinpath("town.toml").read_text(encoding="utf-8"))
    houses = {row["key"]: _house(row) for row in written["organisation"]}
    return Town(
        houses=tuple(houses.values()),
        residents=tuple(_resident(row, houses) for row in written["person"]),
        notices=tuple(_notice(row) for row in written["listing"]),
    )


def _house(row: Mapping[str, Any]) -> House:
    return House(
        key=row["key"],
        name=row["name"],
        sector=Sector(row["sector"]),
        place=row["place"],
        platform=row["platform"],
        workspaces=tuple(row["workspaces"]),
        channel=row.get("channel", ""),
        known=row.get("known", True),
    )


def _resident(row: Mapping[str, Any], houses: Mapping[str, House]) -> Resident:
    house = houses[row["organisation"]]
    return Resident(
        key=row["key"],
        name=row["name"],
        house=house,
        workspace=row.get("workspace", house.workspaces[0]),
        role=row["role"],
        contact=row["contact"],
        tries=tuple(row.get("try", ())),
        newcomer=row.get("newcomer", False),
        coordinator=row.get("coordinator", False),
    )


def _notice(row: Mapping[str, Any]) -> Notice:
    details = Details(
        activity=Activity(row["activity"]),
        topic=row.get("topic", ""),
        text=row["text"],
        duration_minutes=row.get("minutes"),
        mode=Mode(row["mode"]) if "mode" in row else None,
        place=row.get("place", ""),
        when=When.from_json(row.get("when", {})),
        capacity=row.get("capacity", 1),
    )
    return Notice(Kind(row["kind"]), row["person"], details, row["days_ago"])


def begins_at(now: dt.datetime) -> dt.datetime:
    """When the town's story begins: now if people are at their desks with some day left, else their next morning."""
    local = now.astimezone(ZoneInfo(TIME_ZONE))
    if is_working_day(local.date()) and local.time() >= LATE:
        return on(working_day_after(local.date()), MORNING, TIME_ZONE)
    return at_work(now, TIME_ZONE)
