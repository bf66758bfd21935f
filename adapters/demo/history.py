"""What happened in the town before today, played through the real engine: who met whom, and what is still open.

Every step is something a person types or presses, so the phones hold genuine conversations when the page opens.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from adapters.demo.living_town import LivingTown
from adapters.demo.town import TIME_ZONE
from adapters.web.cards import FIELD, MESSAGE, PRESS, press_value
from adapters.web.threads import Item
from bot.cards import Button, Entry, Form
from bot.working_time import MORNING, is_working_day, on

log = structlog.get_logger("demo")


@dataclass(frozen=True)
class Says:
    """Somebody types something, in their channel if `aloud`."""

    who: str
    words: str
    aloud: bool = False


@dataclass(frozen=True)
class Presses:
    """Somebody presses a button with this verb on the newest card that has one.

    `of` are words in the title of the entry to which the button belongs, `nth` counts the buttons that are left. A
    form is sent as it was filled in, but for `fields`.
    """

    who: str
    verb: str
    fields: tuple[tuple[str, str], ...] = ()
    of: str = ""
    nth: int = 0


@dataclass(frozen=True)
class DaysBefore:
    """The clock goes on to the morning so many days before today, or the next on which people work."""

    days: int


Step = Says | Presses | DaysBefore

FIRST_DAY = 28

HISTORY: tuple[Step, ...] = (
    DaysBefore(25),
    Says("mei", "/shadow allotment site rounds"),
    Presses("mei", "ask", of="allotment site rounds"),
    Presses("tom", "suggestion.yes"),
    Presses("tom", "leg.propose", (("where", "Utley allotments, Keighley: the blue gate"),)),
    Presses("mei", "leg.take"),
    Says("ruth", "@shoes digest on", aloud=True),
    DaysBefore(22),
    Says("kasia", "I'd like an hour on turning spreadsheets into maps"),
    Presses("kasia", "ask", of="maps from spreadsheets"),
    Presses("yasmin", "suggestion.yes"),
    Presses("yasmin", "leg.propose", (("where", "Teams; Yasmin sends the link"),)),
    Presses("kasia", "leg.take"),
    DaysBefore(11),
    Presses("mei", "leg.happened"),
    Presses(
        "mei",
        "reflect.save",
        (
            ("surprised", "How much of an allotments officer's day is marriage guidance, conducted over a hedge."),
            ("differently", "Our waiting list will say out loud how long it is."),
            ("tell", "The letters sound crosser than the people who send them."),
            ("sharing", "public"),
        ),
    ),
    Presses("tom", "leg.happened"),
    Presses(
        "tom",
        "reflect.save",
        (
            ("surprised", "They run forty plots, a newsletter and a soup day on less than we spend on padlocks."),
            ("differently", "I have stopped posting forms to people who have a shed and no letterbox."),
            ("tell", "Ask us before you buy the water tank."),
            ("sharing", "public"),
        ),
    ),
    DaysBefore(10),
    Presses("kasia", "leg.happened"),
    Presses(
        "kasia",
        "reflect.save",
        (
            ("surprised", "Half the families we see live along two bus routes."),
            ("differently", "The map goes on page one of every bid."),
            ("sharing", "organisation"),
        ),
    ),
    DaysBefore(5),
    Says("ruth", "I'd like an hour on Pension Credit take-up"),
    Presses("ruth", "ask", of="Pension Credit"),
    Presses("margaret", "suggestion.yes"),
    Presses("margaret", "leg.propose", (("where", "Town Hall, Keighley, room 2"),)),
    Presses("ruth", "leg.take", nth=1),
    DaysBefore(3),
    Says("helen", "/shadow community kitchen"),
    Presses("helen", "ask", of="community kitchen"),
    Presses("aisha", "suggestion.yes"),
    DaysBefore(1),
    Says("eleanor", "/shadow family support home visits"),
    Presses("eleanor", "ask", of="family support"),
)


async def play(
    living: LivingTown, today: dt.datetime, day_comes: Callable[[dt.datetime], None], steps: tuple[Step, ...] = HISTORY
) -> Step | None:
    """Take every step, then go on to `today`; `day_comes` is called at each new day on the way.

    Returns the first step that could not be taken, at which it stops.
    """
    stuck = None
    for step in steps:
        if isinstance(step, DaysBefore):
            day = morning(today, step.days)
            day_comes(day)
            await living.go_on_to(day)
        elif not await _take(living, step):
            log.error("history_stuck", step=repr(step))
            stuck = step
            break
    day_comes(today)
    await living.go_on_to(today)
    return stuck


async def _take(living: LivingTown, step: Says | Presses) -> bool:
    resident = living.town.resident(step.who)
    if isinstance(step, Says):
        await living.say(resident, step.words, resident.channel if step.aloud else None)
        return True
    found = _button(living.threads.of(str(resident.address)), step)
    if found is None:
        return False
    item, button = found
    fields = _prefilled(item, button) | dict(step.fields)
    form = {PRESS: press_value(button), MESSAGE: item.id}
    await living.press(resident, form | {FIELD + name: value for name, value in fields.items()})
    return True


def morning(today: dt.datetime, days_before: int) -> dt.datetime:
    """Half past nine so many days before `today`, or on the next working day; never after `today`."""
    day = today.astimezone(ZoneInfo(TIME_ZONE)).date() - dt.timedelta(days=days_before)
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return min(on(day, MORNING, TIME_ZONE), today)


def _button(items: tuple[Item, ...], step: Presses) -> tuple[Item, Button] | None:
    for item in reversed(items):
        entries = [part for part in (item.card.parts if item.card else ()) if isinstance(part, Entry)]
        elsewhere = {button for entry in entries if step.of not in entry.title for button in entry.buttons}
        buttons = [
            button
            for button in (item.card.buttons if item.card else ())
            if button.verb == step.verb and button not in elsewhere
        ]
        if len(buttons) > step.nth:
            return item, buttons[step.nth]
    return None


def _prefilled(item: Item, button: Button) -> dict[str, str]:
    forms = [part for part in (item.card.parts if item.card else ()) if isinstance(part, Form)]
    return {field.name: field.value for form in forms if form.verb == button.verb for field in form.fields}
