"""The weekly post in a channel: on, off, and how often."""

from bot.cards import Button, Buttons, Card, ChoiceField, Form, Text
from bot.commands.digests import SetDigest
from bot.dialogue import Dialogue, Do, Heard, Replace, Say, Step, say
from bot.events import DigestChanged, Event
from bot.language import t
from bot.model.when import DAYS
from bot.phrases import day_name
from bot.ports.digests import Digest
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.understanding.understood import Intent, Understood

_OFTEN = ("weekly", "fortnightly", "monthly")


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """Said in the channel that it is for."""
    if heard.place is None:
        return say(
            Card(
                t("The weekly post goes to a channel."),
                (
                    Text(
                        t(
                            "Say “digest on” (or “digest off”) to me in the channel where you'd like it, by mentioning me there."
                        )
                    ),
                ),
            )
        )
    when = wish.when
    change = SetDigest(
        str(heard.place),
        on=wish.intent is Intent.DIGEST_ON,
        weekday=DAYS.index(when.days[0]) if when and when.days else None,
        hour=when.time.hour if when and when.time else None,
        every=when.every if when else None,
    )
    if when and when.time and when.time.minute and wish.intent is Intent.DIGEST_ON:
        said, hour = f"{when.time.hour}:{when.time:%M}", f"{when.time.hour}:00"
        note = Card(t("I post on the hour only, so I'll make it {hour} rather than {said}.", hour=hour, said=said))
        return Step((Say(note), Do(change)))
    return Step((Do(change),))


def pressed(press: Pressed, view: PersonView) -> Step:
    """How often, why, and off: the buttons under every digest."""
    match press.verb:
        case "digest.often":
            return say(_form(press.value, view.digest(press.value)))
        case "digest.why":
            return say(
                Card(
                    t("Why this channel gets the post"),
                    (
                        Text(
                            t(
                                "Somebody in your organisation switched it on here. It holds five things at most, and nothing is posted when nothing is new."
                            )
                        ),
                    ),
                )
            )
        case "digest.off":
            return Step((Do(SetDigest(press.value, on=False)),))
        case _:
            day, hour, every = press.field("weekday"), press.field("hour"), press.field("every")
            return Step(
                (
                    Do(
                        SetDigest(
                            press.value,
                            on=True,
                            weekday=int(day) if day in map(str, range(7)) else None,
                            hour=int(hour) if hour in map(str, range(24)) else None,
                            every=every if every in _OFTEN else None,
                        )
                    ),
                )
            )


def told(event: Event, view: PersonView) -> Step:
    """What the person who did it hears."""
    if not isinstance(event, DigestChanged):
        return Step()
    digest = event.digest
    if not digest.on:
        return Step((Replace(Card(t("Done: no more posts in that channel."), matter=f"digest:{digest.channel}")),))
    title = t("Done: I'll post there {often}.", often=in_words(digest))
    note = Text(
        t(
            "New offers, open requests, coming visits and a reflection: five things at most, and nothing when nothing is new."
        )
    )
    buttons = Buttons(
        (
            Button(t("Change how often"), "digest.often", str(digest.channel)),
            Button(t("Switch it off"), "digest.off", str(digest.channel)),
        )
    )
    return Step((Replace(Card(title, (note, buttons), f"digest:{digest.channel}")),))


def in_words(digest: Digest) -> str:
    """Every Monday at 9:00."""
    day = day_name(digest.weekday)
    time = f"{digest.hour}:00"
    match digest.every:
        case "fortnightly":
            return t("every other {day} at {time}", day=day, time=time)
        case "monthly":
            return t("on the first {day} of the month at {time}", day=day, time=time)
        case _:
            return t("every {day} at {time}", day=day, time=time)


def _form(channel: str, digest: Digest | None) -> Card:
    """Opens with what stands now, so that saving it changes only what was changed in it."""
    every, weekday, hour = (digest.every, digest.weekday, digest.hour) if digest else ("weekly", 0, 9)
    hours = sorted({*range(8, 18), hour})
    fields = (
        ChoiceField(
            "every",
            t("How often"),
            (("weekly", t("every week")), ("fortnightly", t("every fortnight")), ("monthly", t("every month"))),
            every,
        ),
        ChoiceField("weekday", t("Day"), tuple((str(index), day_name(index)) for index in range(5)), str(weekday)),
        ChoiceField("hour", t("At"), tuple((str(one), f"{one}:00") for one in hours), str(hour)),
    )
    return Card(
        t("How often would suit this channel?"), (Form("digest.save", fields, t("Save"), channel),), f"digest:{channel}"
    )


DIGEST = Dialogue(
    name="digest",
    intents=(Intent.DIGEST_ON, Intent.DIGEST_OFF),
    wished=wished,
    verbs=("digest.often", "digest.why", "digest.off", "digest.save"),
    pressed=pressed,
    events=(DigestChanged,),
    told=told,
)
