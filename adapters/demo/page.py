"""Draws the page: two phones, the clock between them, and what happens behind the curtain. Looks only, no rules."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from markupsafe import Markup

from adapters.demo.happenings import Happening
from adapters.demo.living_town import LivingTown
from adapters.demo.town import BOT_NAME, TIME_ZONE, Resident, Town, read_town
from adapters.web import cards
from adapters.web.macros import Macros, environment
from adapters.web.threads import Item
from bot.phrases import date_in_words
from bot.turn import ChannelAddress, Platform, parse_destination

HUES = 12
"""How many colours of faces the style sheet knows."""

_PLACES = {resident.key: number for number, resident in enumerate(read_town().residents)}
_LOOK: dict[Platform, str] = {"slack": "Slack", "teams": "Teams", "web": "the web"}


@dataclass(frozen=True)
class Seat:
    """Whose phone lies on one side of the page, and whether it shows their channel instead of their own chat."""

    side: str
    resident: Resident
    in_channel: bool = False

    @property
    def place(self) -> ChannelAddress | None:
        """The channel on show; None one-to-one with the bot."""
        return self.resident.channel if self.in_channel else None

    @property
    def lane(self) -> str:
        """The conversation on show."""
        return str(self.place or self.resident.address)


def draw_page(
    living: LivingTown, left: Seat, right: Seat, last_event: int, story: str, *, may_begin_again: bool = True
) -> str:
    """The whole page. `last_event` is the newest event it takes into account, `story` names this run of the town."""
    return _TEMPLATES.get_template("page.html").render(
        town=living.town,
        seats=(left, right),
        threads={
            seat.side: tuple(_shown(item, living.town) for item in living.threads.of(seat.lane))
            for seat in (left, right)
        },
        happenings=[draw_happening(line, living.town) for line in living.happenings.newest_first()],
        clock=clock_face(living.clock.now()),
        last_event=last_event,
        story=story,
        may_begin_again=may_begin_again,
        look=_LOOK,
        bot_name=BOT_NAME,
    )


def draw_waking() -> str:
    """What is shown while the town's last weeks are being played. It draws itself anew until they have been."""
    return _TEMPLATES.get_template("waking.html").render()


def draw_item(item: Item, town: Town) -> str:
    """One message as an element of its conversation's list; the same for whoever reads it."""
    return str(_shown(item, town))


def draw_happening(happening: Happening, town: Town) -> Markup:
    """One line behind the curtain."""
    who = town.resident(happening.who) if happening.who else None
    return _MACROS.draw("happening", happening, _time(happening.at), who)


def clock_face(now: dt.datetime) -> dict[str, str]:
    """The town's time for the eye: "10:32", "Tuesday 24 November", the year, and the light outside."""
    local = now.astimezone(ZoneInfo(TIME_ZONE))
    light = (
        "night"
        if local.hour < 6 or local.hour >= 20
        else "dawn"
        if local.hour < 9
        else "dusk"
        if local.hour >= 16
        else "day"
    )
    return {"time": f"{local:%H:%M}", "day": date_in_words(local.date()), "year": str(local.year), "light": light}


def hue(key: str) -> int:
    """The colour of a face: always the same for the same person, and another than their neighbours'."""
    return _PLACES.get(key, 0) * 5 % HUES


def _shown(item: Item, town: Town) -> Markup:
    author = town.at(item.by) if item.by else None
    body = cards.render(item.card, item.lane, item.id) if item.card else None
    local = item.at.astimezone(ZoneInfo(TIME_ZONE))
    platform = parse_destination(item.lane).platform
    day = date_in_words(local.date())
    return _MACROS.draw("item", item, author, body, _time(item.at), day, platform, _LOOK[platform])


def _time(at: dt.datetime) -> str:
    return f"{at.astimezone(ZoneInfo(TIME_ZONE)):%H:%M}"


_TEMPLATES = environment("adapters.demo", hue=hue, bot_name=BOT_NAME)
_MACROS = Macros(_TEMPLATES, "pieces.html")
