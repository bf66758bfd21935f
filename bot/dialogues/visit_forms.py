"""What somebody fills in about a visit: dates, a place, and a kind word when it is called off."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.cards import Button, Buttons, Card, DateField, Field, Form, Text, TextField, TimeField
from bot.commands.visits import MOST_DATES
from bot.dialogues import listing_cards
from bot.dialogues.corrections import BEGINNING, merged
from bot.dialogues.visit_cards import matter
from bot.language import t
from bot.likely_dates import starts_of
from bot.model.exchanges import LegState
from bot.phrases import subject
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen
from bot.understanding.timing import find_timing
from bot.working_time import local_date


def dates_form(seen: LegSeen, view: PersonView, words: str = "") -> Card:
    """Up to three dates, filled in with ones that suit what was offered, and what was said of when in `words`."""
    leg = seen.leg
    dates = likely(seen, view, words)
    fields: list[Field] = []
    for index in range(MOST_DATES):
        start = dates[index].astimezone(ZoneInfo(view.me.time_zone)) if index < len(dates) else None
        number = index + 1
        fields += [
            DateField(
                f"date{number}",
                t("Date {number}", number=number),
                f"{start:%Y-%m-%d}" if start else "",
                required=index == 0,
            ),
            TimeField(f"time{number}", t("Time {number}", number=number), f"{start:%H:%M}" if start else "10:00"),
        ]
    if leg.details.duration_minutes is None and leg.state is not LegState.BOOKED:
        fields.append(listing_cards.length_field(leg.minutes))
    fields.append(TextField("where", t("Place, or the link to a call"), leg.where or leg.details.place, limit=200))
    title = t("Which dates shall I put to {name}?", name=seen.other.name)
    note = t("These are my suggestions from what was said; change any of them, or clear one.")
    return Card(
        title,
        (Form("leg.propose", tuple(fields), t("Suggest these"), str(leg.id)), Text(note, quiet=True)),
        "dates:" + matter(leg.id),
    )


def place_form(seen: LegSeen, words: str = "") -> Card:
    """Where it will be, with what was said already filled in."""
    label = t("An address, a room, or the link to a call")
    field = TextField("where", label, words or seen.leg.where, required=True, limit=200)
    title = t("Is that the place?") if words else t("Where will it be?")
    return Card(title, (Form("leg.save_place", (field,), t("Save"), str(seen.leg.id)),), "place:" + matter(seen.leg.id))


def cancel_form(seen: LegSeen, note: str = "") -> Card:
    """Calling it off, with a word to the other side; nothing is off until it is pressed."""
    what, name = subject(seen.leg.details), seen.other.name
    label = t("A word to {name}", name=name)
    field = TextField("note", label, note, long=True, limit=600, hint=t("they will read this"))
    title = t("Call off {what} with {name}?", what=what, name=name)
    if note:
        title = t("Call off {what} with {name}, with these words?", what=what, name=name)
    return Card(
        title,
        (
            Form("leg.call_off", (field,), t("Call it off"), str(seen.leg.id)),
            Buttons((Button(t("Keep it"), "leg.keep", str(seen.leg.id)),)),
        ),
        "cancel:" + matter(seen.leg.id),
    )


def likely(seen: LegSeen, view: PersonView, words: str = "") -> tuple[dt.datetime, ...]:
    """What suits what was said, after the dates that are on the table already if there is anything later."""
    leg = seen.leg
    said = find_timing(BEGINNING.sub("", words), local_date(view.now, view.me.time_zone)).when if words else None
    if said is not None:
        suiting = starts_of(merged(leg.details.when, said), view.now, view.me.time_zone, None, leg.minutes)
        if suiting := suiting or starts_of(said, view.now, view.me.time_zone, None, leg.minutes):
            return suiting
    named = [one.starts_at for one in seen.proposals] + ([leg.starts_at] if leg.starts_at else [])
    later = starts_of(leg.details.when, max((view.now, *named)), view.me.time_zone, None, leg.minutes)
    return later or starts_of(leg.details.when, view.now, view.me.time_zone, None, leg.minutes)
