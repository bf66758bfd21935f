"""The cards of a visit that is being arranged: how each side sees where it stands, and what it can fill in."""

from bot.cards import (
    Button,
    Buttons,
    Card,
    Facts,
    Link,
    Part,
    Quote,
    Text,
)
from bot.commands.visits import MOST_DATES, is_over
from bot.dialogues import listing_cards, reflecting
from bot.language import t
from bot.model.exchanges import LegState, Proposal
from bot.model.listings import Activity, Kind, Listing
from bot.phrases import (
    capital,
    date_in_words,
    joined,
    length_in_words,
    short_date,
    span_in_words,
    subject,
    where_in_words,
    who_in_words,
)
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen
from bot.working_time import local_date


def matter(leg_id: int) -> str:
    """What a visit's card is about."""
    return f"leg:{leg_id}"


def card(seen: LegSeen, view: PersonView, title: str = "", note: str = "") -> Card:
    """Where a visit stands, from one side."""
    leg, value = seen.leg, str(seen.leg.id)
    if is_over(leg, view.now):
        return reflecting.did_it_happen(seen, view)
    rows = [(t("With"), who_in_words(seen.other))]
    if seen.other.contact:
        rows.append((t("Contact"), seen.other.contact))
    rows.append((t("About"), capital(subject(leg.details))))
    if leg.starts_at:
        rows += [
            (t("When"), span_in_words(leg.starts_at, leg.minutes, view.me.time_zone)),
            (t("How long"), length_in_words(leg.minutes)),
        ]
    if mine := [when_in_words(one, seen, view) for one in seen.proposals if one.person_id == view.me.id]:
        rows.append((t("You suggested"), joined(mine, "or")))
    rows.append((t("Where"), leg.where or where_in_words(leg.details)))
    parts: list[Part] = [Facts(tuple(rows))]
    if note:
        parts.insert(0, Text(note))
    buttons: tuple[Button, ...]
    match leg.state:
        case LegState.ARRANGING:
            heading = t("You and {name} have both said yes", name=seen.other.name)
            if may_take(seen, view):
                return dates_card(seen, view, heading)
            buttons = (
                Button(t("Suggest dates"), "leg.dates", value, "primary"),
                Button(t("Call it off"), "leg.cancel", value),
            )
        case LegState.BOOKED:
            heading = t("Coming up: {what}, with {name}", what=subject(leg.details), name=seen.other.name)
            parts.append(Link(t("Add it to your diary"), f"/calendar/{leg.token}.ics"))
            if may_take(seen, view):
                place = next((one.where for one in seen.proposals if one.where), "")
                move = t("{name} would like to move it to {where}:", name=seen.other.name, where=place)
                plain = t("{name} would like to move it to:", name=seen.other.name)
                parts += [Text(move if place else plain), _choices(seen, view)]
            buttons = (
                Button(t("Change the date"), "leg.dates", value),
                Button(t("Set the place"), "leg.place", value),
                Button(t("Call it off"), "leg.cancel", value),
            )
        case LegState.CANCELLED:
            return Card(
                t("Called off: {what}, with {name}", what=subject(leg.details), name=seen.other.name),
                matter=matter(leg.id),
            )
        case LegState.HAPPENED | LegState.NOT_HAPPENED:
            return Card(
                t("This one is over: {what}, with {name}", what=subject(leg.details), name=seen.other.name),
                matter=matter(leg.id),
            )
    return Card(title or heading, (*parts, Buttons(buttons)), matter(leg.id), _anew(leg.id, note))


def may_take(seen: LegSeen, view: PersonView) -> bool:
    """Whether the other side has named dates, still to come, that wait for this person."""
    return bool(to_choose_from(seen, view))


def must_name_a_place(seen: LegSeen, *, took_the_date: bool) -> bool:
    """Whether this side is the one to say where: the host of a visit; of a session, whoever took the date."""
    session = seen.leg.details.activity is Activity.SKILL
    return not seen.leg.where and (took_the_date if session else seen.hosting)


def to_choose_from(seen: LegSeen, view: PersonView) -> tuple[Proposal, ...]:
    """The dates that the other side named and that are still to come, as they are shown."""
    there = (one for one in seen.proposals if one.person_id != view.me.id and one.starts_at > view.now)
    return tuple(there)[:MOST_DATES]


def dates_card(seen: LegSeen, view: PersonView, title: str, note: str = "") -> Card:
    """Dates that the other side named, a button for each."""
    leg = seen.leg
    rows = [
        (t("About"), capital(subject(leg.details))),
        (t("With"), who_in_words(seen.other)),
        (t("How long"), length_in_words(leg.minutes)),
    ]
    if where := next((one.where for one in seen.proposals if one.where), leg.where):
        rows.append((t("Where"), where))
    parts: list[Part] = [Text(note)] if note else []
    others = (
        Button(t("Suggest others"), "leg.dates", str(leg.id)),
        Button(t("Call it off"), "leg.cancel", str(leg.id)),
    )
    shown = (*parts, Facts(tuple(rows)), _choices(seen, view), Buttons(others))
    return Card(title, shown, matter(leg.id), _anew(leg.id, note))


def still_waiting(seen: LegSeen, view: PersonView) -> Card:
    """A reminder to somebody whose turn it is to name or to choose dates."""
    leg, name = seen.leg, seen.other.name
    if leg.state is not LegState.BOOKED or leg.starts_at is None:
        title = t("You and {name} still need a date for {what}", name=name, what=subject(leg.details))
        return dates_card(seen, view, title) if may_take(seen, view) else card(seen, view, title)
    if not may_take(seen, view):
        return card(seen, view)
    day = date_in_words(local_date(leg.starts_at, view.me.time_zone))
    return dates_card(
        seen, view, t("{name}'s new dates are waiting for you; {day} stands till then", name=name, day=day)
    )


def unanswered(seen: LegSeen, view: PersonView) -> Card:
    """To somebody whose dates had no answer, though the other side was reminded."""
    title = t("{name} hasn't answered your dates for {what}", name=seen.other.name, what=subject(seen.leg.details))
    note = t("I've reminded them twice. Try others, or call it off?") if seen.reachable else out_of_reach(seen)
    return card(seen, view, title, note)


def dates_withdrawn(seen: LegSeen, view: PersonView) -> Card:
    """To the other side, when dates were taken back: what stands now."""
    if seen.leg.state is LegState.BOOKED and seen.leg.starts_at:
        day = date_in_words(local_date(seen.leg.starts_at, view.me.time_zone))
        return card(seen, view, t("{day} stands after all", day=day))
    return card(
        seen, view, t("{name} has taken those dates back", name=seen.other.name), t("Either of you can suggest others.")
    )


def reopened(listing: Listing) -> Card:
    """To the owner of a listing that has room again."""
    title = t("Open again: {what}", what=listing_cards.named(listing))
    told = (
        t("Others can ask for it again until {day}.", day=short_date(listing.expires_on))
        if listing.kind is Kind.OFFER
        else t("I'm looking for somebody else, until {day}.", day=short_date(listing.expires_on))
    )
    buttons = Buttons((Button(t("Take down"), "listing.withdraw", str(listing.id)),))
    return Card(title, (Text(told), buttons), listing_cards.matter(listing))


def called_off(seen: LegSeen, note: str) -> Card:
    """The kind news for the other side."""
    parts: list[Part] = [Quote(note, seen.other.name)] if note else []
    parts.append(
        Text(t("These things happen. Say what you're after again whenever you like, and I'll look for somebody."))
    )
    title = t("{name} has had to call off {what}", name=seen.other.name, what=subject(seen.leg.details))
    return Card(title, tuple(parts), matter(seen.leg.id))


def too_late(seen: LegSeen, view: PersonView) -> Card:
    """Nothing is left to call off: did it happen?"""
    title = t("Its day has passed, so there's nothing left to call off. Did it happen?")
    return reflecting.did_it_happen(seen, view, title)


def out_of_reach(seen: LegSeen) -> str:
    """That the other side cannot be told, and how to tell them oneself."""
    if not seen.other.contact:
        return t("I can't reach {name}: they no longer have me. Please tell them yourself.", name=seen.other.name)
    return t(
        "I can't reach {name}: they no longer have me. Please tell them yourself: {contact}",
        name=seen.other.name,
        contact=seen.other.contact,
    )


def other_out_of_reach(seen: LegSeen, view: PersonView) -> Card:
    """To somebody whose other side has no chat with the bot any more: what is agreed stands, and how to write."""
    name, contact = seen.other.name, seen.other.contact
    title = t("I can't reach {name} at the moment about {what}", name=name, what=subject(seen.leg.details))
    note = t(
        "I was removed from where they talk to me. What you two have agreed stands, and nothing is needed from you."
    )
    own = t("If something changes, please tell them yourself: {contact}", contact=contact) if contact else ""
    return card(seen, view, title, f"{note} {own}".strip())


def other_back(seen: LegSeen, view: PersonView) -> Card:
    """The end of that."""
    title = t("{name} can be reached again about {what}", name=seen.other.name, what=subject(seen.leg.details))
    return card(seen, view, title)


def when_in_words(proposal: Proposal, seen: LegSeen, view: PersonView) -> str:
    """A date that was named, in this person's own time zone."""
    return span_in_words(proposal.starts_at, seen.leg.minutes, view.me.time_zone)


def _anew(leg_id: int, note: str) -> tuple[str, str] | None:
    """What shows it as it is by then; a note is of its moment, and would be lost."""
    return None if note else ("show.leg", str(leg_id))


def _choices(seen: LegSeen, view: PersonView) -> Buttons:
    """A button for each date that the other side named and that is still to come."""
    return Buttons(
        tuple(
            Button(when_in_words(one, seen, view), "leg.take", str(one.id), "primary" if index == 0 else "plain")
            for index, one in enumerate(to_choose_from(seen, view))
        )
    )
