"""Reads a conversation written in plain English, plays it, and writes down what the bot said.

The grammar, a line each:
    # a title                                   > a remark
    - Priya, commissioning manager, Leeds City Council (council), on teams[, new]
    - Eve, on slack, a stranger
    Priya: words                                Priya: /shadow night shelter
    Priya in #general: words                    mentions the bot there
    Priya presses [Ask]                         Priya presses the old [Ask]
    Priya presses [Save] with topic = nights; until = 2027-01-01
    Priya joins / Priya leaves
    (three working days pass) (an hour passes) (90 days pass) (on 2026-12-03 at 14:00)
    (that is delivered again) (teams is down) (teams is back)
    (the operator makes a code for Open Door)   (the app is removed from Open Door on slack)
    (slack refuses Sam: account_inactive)       (slack takes Sam again)
    indented: what the bot said, written by `pytest --rewrite`
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast, get_args

from bot.model.organisations import Sector
from bot.turn import ChannelAddress, Platform
from bot.understanding.understood import Channel
from bot.working_time import on, working_day_after
from tests.town import Heard, Town

LONDON = "Europe/London"
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}

_PERSON = re.compile(
    r"- (?P<name>[^,]+), (?P<role>[^,]+), (?P<organisation>[^(]+) "
    r"\((?P<sector>[^,)]+)(?:, (?P<place>[^)]+))?\), on (?P<platform>\w+)(?P<new>, new)?"
)
_STRANGER = re.compile(r"- (?P<name>[^,]+), on (?P<platform>\w+), a stranger")
_PRESS = re.compile(r"(?P<name>.+?) presses (?P<old>the old )?\[(?P<label>.+?)\](?: with (?P<fields>.+))?")
_SAYS = re.compile(r"(?P<name>[^:]+?)(?: in #(?P<place>[\w-]+))?: (?P<text>.*)")
_PASSES = re.compile(r"\((?P<number>\w+) (?P<unit>working day|day|hour|minute|week)s? pass(?:es)?\)")
_CODE = re.compile(r"\(the operator makes a code for (?P<organisation>.+)\)")
_REMOVED = re.compile(r"\(the app is removed from (?P<organisation>.+) on (?P<platform>\w+)\)")
_REFUSES = re.compile(r"\(\w+ refuses (?P<name>.+): (?P<why>.+)\)")
_TAKES = re.compile(r"\(\w+ takes (?P<name>.+) again\)")
_MOMENT = re.compile(r"\(on (?P<day>\d{4}-\d\d-\d\d) at (?P<time>\d\d:\d\d)\)")


def play(
    transcript: str,
    folder: Path,
    watch: Callable[[Town], None] = lambda _: None,
    settled: Callable[[Path], Town] | None = None,
) -> str:
    """The same transcript with what the bot really said; `watch` looks at the town after every line.

    `settled` makes the town in its folder. Raises ValueError, with the line, for one it can't read.
    """
    town = (settled or Town)(folder)
    written: list[str] = []
    try:
        for number, line in enumerate(transcript.splitlines(), 1):
            if line[:1].isspace():
                continue
            written.append(line.rstrip())
            try:
                refused = _act(line.strip(), town)
            except (LookupError, ValueError) as wrong:
                raise ValueError(f"line {number}: {line!r}: {wrong}") from wrong
            written += refused
            written += [said for heard in town.news() for said in _told(heard, town)]
            watch(town)
    finally:
        town.close()
    return "\n".join(written).rstrip() + "\n"


def _act(line: str, town: Town) -> list[str]:
    """Do what a line says. Returns what was answered without being stored, if anything was."""
    if not line or line[0] in "#>":
        return []
    if found := _STRANGER.fullmatch(line):
        town.stranger(found["name"], _platform(found["platform"]))
    elif found := _PERSON.fullmatch(line):
        town.resident(
            found["name"],
            found["role"],
            found["organisation"],
            Sector(found["sector"]),
            _platform(found["platform"]),
            place=found["place"] or "Leeds",
            known=not found["new"],
        )
    elif line.startswith("("):
        return _stage(line, town)
    elif line.endswith(" joins"):
        town.join(line.removesuffix(" joins"))
    elif line.endswith(" leaves"):
        town.leave(line.removesuffix(" leaves"))
    elif found := _PRESS.fullmatch(line):
        fields = dict(_field(one) for one in found["fields"].split("; ")) if found["fields"] else {}
        town.press(found["name"], found["label"], fields, old=bool(found["old"]))
    elif found := _SAYS.fullmatch(line):
        text, channel = _command(found["text"], found["place"])
        spoken = town.say(found["name"], text, channel, found["place"] or "")
        if spoken.refused:
            return [f"  bot to {found['name']}, stored nowhere: {spoken.refused}"]
    else:
        raise ValueError("this is no line of the grammar")
    return []


def _stage(line: str, town: Town) -> list[str]:
    now = town.clock.now()
    if found := _PASSES.fullmatch(line):
        number = NUMBERS.get(found["number"]) or int(found["number"])
        if found["unit"] == "working day":
            town.wait(on(working_day_after(now.date(), number), dt.time(10), LONDON))
        else:
            town.wait(now + number * dt.timedelta(**{f"{found['unit']}s": 1}))
    elif found := _MOMENT.fullmatch(line):
        town.wait(on(dt.date.fromisoformat(found["day"]), dt.time.fromisoformat(found["time"]), LONDON))
    elif line == "(that is delivered again)":
        assert town.again().duplicate
    elif line.endswith((" is down)", " is back)")):
        platform = _platform(line[1:].split()[0])
        (town.chats.down.add if line.endswith("down)") else town.chats.down.discard)(platform)
    elif found := _REFUSES.fullmatch(line):
        town.refusing[town.residents[found["name"]].address] = found["why"]
    elif found := _TAKES.fullmatch(line):
        del town.refusing[town.residents[found["name"]].address]
    elif found := _REMOVED.fullmatch(line):
        town.uninstall(found["organisation"], _platform(found["platform"]))
    elif found := _CODE.fullmatch(line):
        return [f"  to the operator: {town.invite(found['organisation'])}"]
    else:
        raise ValueError("this is no stage direction of the grammar")
    return []


def _told(heard: Heard, town: Town) -> Iterator[str]:
    where = " (in its place)" if heard.replaced else ""
    plain = re.sub(r"/calendar/[\w-]+\.ics", "/calendar/….ics", heard.card.plain)
    for number, line in enumerate(plain.splitlines()):
        yield f"  bot to {_reader(heard, town)}{where}: {line}" if number == 0 else f"      {line}".rstrip()


def _reader(heard: Heard, town: Town) -> str:
    if isinstance(heard.to, ChannelAddress):
        return f"#{heard.to.channel}"
    return next(one.name for one in town.residents.values() if one.address == heard.to)


def _command(text: str, place: str | None) -> tuple[str, Channel]:
    for channel in get_args(Channel):
        if channel.startswith("slash:") and (text + " ").startswith(channel.removeprefix("slash:") + " "):
            return text.removeprefix(channel.removeprefix("slash:")).strip(), cast(Channel, channel)
    return text, "mention" if place else "dm"


def _field(written: str) -> tuple[str, str]:
    name, _, value = written.partition(" =")
    return name.strip(), value.strip()


def _platform(word: str) -> Platform:
    if word not in get_args(Platform):
        raise ValueError(f"{word} is no platform")
    return cast(Platform, word)
