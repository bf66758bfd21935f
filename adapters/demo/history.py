"""What happened in the town before today, played through the real engine: who met whom, and what is still open.

Every step is something a person types or presses, so the phones hold genuine conversations when the page opens.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import structlog

from adapters.demo.living_town import LivingTown
from adapters.demo.town import TIME_ZONE
from adapters.web.cards import FIELD, MESSAGE, PRESS, press_value
from adapters.web.threads import Item
from bot.cards import Button, Form
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
    """Somebody presses the `nth` button with this verb on the newest card that has one; a form is sent as filled in,
    but for `fields`."""

    who: str
    verb: str
    fields: tuple[tuple[str, str], ...] = ()
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
    Presses("mei", "ask"),
    Presses("tom", "suggestion.yes"),
    Presses("tom", "leg.propose", (("where", "Utley allotments, Keighley: the blue gate"),)),
    Presses("mei", "leg.take"),
    Says("ruth", "@shoes digest on", aloud=True),
    DaysBefore(22),
    Says("kasia", "I'd like an hour on making maps from spreadsheets"),
    Presses("kasia", "ask"),
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
    Presses("ruth", "ask"),
    Presses("margaret", "suggestion.yes"),
    Presses("margaret", "leg.propose", (("where", "Town Hall, Keighley, room 2"),)),
    Presses("ruth", "leg.take", nth=1),
    DaysBefore(3),
    Says("helen", "/shadow community kitchen"),
    Presses("helen", "ask"),
    Presses("aisha", "suggestion.yes"),
    DaysBefore(1),
    Says("eleanor", "/shadow family support home visits"),
    Presses("eleanor", "ask"),
)


async def play(living: LivingTown, today: dt.datetime, steps: tuple[Step, ...] = HISTORY) -> Step | None:
    """Take every step, then go on to `today`. Returns the first step that could not be taken, at which it stops."""
    stuck = None
    for step in steps:
        if not await _take(living, today, step):
            log.error("history_stuck", step=repr(step))
            stuck = step
            break
    await living.go_on_to(today)
    return stuck


async def _take(living: LivingTown, today: dt.datetime, step: Step) -> bool:
    match step:
        case DaysBefore(days):
            await living.go_on_to(morning(today, days))
        case Says(who, words, aloud):
            resident = living.town.resident(who)
            await living.say(resident, words, resident.channel if aloud else None)
        case Presses():
            resident = living.town.resident(step.who)
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
        buttons = [button for button in (item.card.buttons if item.card else ()) if button.verb == step.verb]
        if len(buttons) > step.nth:
            return item, buttons[step.nth]
    return None


def _prefilled(item: Item, button: Button) -> dict[str, str]:
    forms = [part for part in (item.card.parts if item.card else ()) if isinstance(part, Form)]
    return {field.name: field.value for form in forms if form.verb == button.verb for field in form.fields}
