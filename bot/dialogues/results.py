"""What a search found, best first, each with the reason why; and "nobody yet" said kindly."""

from bot.cards import Button, Buttons, Card, Entry, Part, Text
from bot.dialogues.listing_cards import facts, matter
from bot.language import count, t
from bot.matching import Relaxation
from bot.matching.constraints import Condition
from bot.model.listings import Details, Kind, Listing, ListingState, Mode
from bot.phrases import (
    capital,
    headline,
    joined,
    kind_of_place,
    number_word,
    subject,
    when_in_words,
    where_in_words,
    who_in_words,
)
from bot.ports.person_view import PersonView
from bot.ports.seen import Found

MOST_SHOWN = 5
MOST_WEAK = 3
MOST_OPENINGS = 3
OWN_WORDS = 200


def card(request: Listing, view: PersonView) -> Card:
    """Everybody who could answer a request, with a button to ask each."""
    return card_and_whom(request, view)[0]


def card_and_whom(request: Listing, view: PersonView) -> tuple[Card, tuple[int, ...]]:
    """The same, and which offers it shows as fitting well, in their order."""
    found = view.find(Kind.OFFER, request.details)
    strong = _strong(found)
    if strong:
        title = capital(how_many(sum(not one.weak for one in found)))
        parts: tuple[Part, ...] = tuple(entry(one, "ask", t("Ask"), str(request.id)) for one in strong)
    elif found:
        title = t("Nothing quite fits yet. These come nearest")
        parts = tuple(entry(one, "ask", t("Ask anyway"), str(request.id)) for one in found[:MOST_WEAK])
    else:
        title, parts = t("Nobody yet for {what}", what=subject(request.details)), ()
    if request.state is not ListingState.OPEN:
        parts = (*parts, facts(Kind.REQUEST, request.details), Text(_unseen(), quiet=True))
    opened = () if strong else openings(request, view)
    every = (*parts, *opened, _buttons(request, primary=not strong and not opened))
    return Card(title, every, matter(request)), tuple(one.listing_id for one in strong)


def how_many(number: int) -> str:
    """How many could help, in words; of more than are shown no number is given."""
    if number > MOST_SHOWN:
        return t("more than {count} people who could help", count=number_word(MOST_SHOWN))
    return count("somebody who could help", "{count} people who could help", number, count=number_word(number))


def fitting(request: Listing, view: PersonView) -> tuple[Found, ...]:
    """Everybody who fits well, in the order in which `card` shows them."""
    return _strong(view.find(Kind.OFFER, request.details))


def openings(request: Listing, view: PersonView) -> tuple[Part, ...]:
    """What of a request that nobody fits stands in the way, and which one change would open something, or which two at
    once: counted, with a button that makes it."""
    changes = view.openings(Kind.OFFER, request.details)[:MOST_OPENINGS]
    if not changes:
        return ()
    buttons = tuple(
        Button(
            capital(_opened(change)), "listing.loosen", f"{request.id}:{change.change}", "primary" if first else "plain"
        )
        for first, change in zip((True, False, False), changes, strict=False)
    )
    return (Text(_in_the_way(request.details, changes)), Buttons(buttons))


def _opened(change: Relaxation) -> str:
    if change.people > MOST_SHOWN:
        return t("{change}: more than {count} people", change=change.change, count=number_word(MOST_SHOWN))
    return str(change)


def _in_the_way(details: Details, changes: tuple[Relaxation, ...]) -> str:
    what = {
        Condition.ACTIVITY: t("what you'd do together"),
        Condition.MODE: t("meeting online") if details.mode is Mode.REMOTE else t("meeting in person"),
        Condition.PLACE: t("the place"),
        Condition.TIMES: t("the time"),
    }
    ways = dict.fromkeys(joined([what[one] for one in change.conditions]) for change in changes)
    standing = joined(tuple(ways), "or")
    if len(changes[0].conditions) > 1:
        return t("What stands in the way is {what} together. Changing both would open more:", what=standing)
    news = t("What stands in the way is {what}.", what=standing)
    return f"{news} {count('One change would open more:', 'Any one of these would open more:', len(changes))}"


def loosened(request: Listing, change: str, view: PersonView) -> Details | None:
    """The request with the change that a button of `openings` names; None when it would open nothing any more."""
    changes = view.openings(Kind.OFFER, request.details)
    return next((one.details for one in changes if one.change == change), None)


def card_after(request: Listing, view: PersonView, news: str) -> Card:
    """The same search once somebody was asked, or did not answer: the news first, then whoever else there is."""
    others = fitting(request, view)
    entries = tuple(entry(one, "ask", t("Ask"), str(request.id)) for one in others)
    if others:
        heading = count("There is somebody else too:", "There are {number} others too:", len(others))
    elif request.state is ListingState.OPEN:
        heading = t("Nobody else just now. Your request stands, and I'll tell you as soon as somebody fits.")
    else:
        heading = t("Nobody else just now. Shall I keep looking? Others would see your role and organisation, no name.")
    return Card(news, (Text(heading), *entries, _buttons(request, primary=False)), matter(request))


def _strong(found: tuple[Found, ...]) -> tuple[Found, ...]:
    return tuple(one for one in found if not one.weak)[:MOST_SHOWN]


def _buttons(request: Listing, *, primary: bool) -> Buttons:
    value, standing = str(request.id), request.state is ListingState.OPEN
    keep = Button(t("Keep looking"), "listing.publish", value, "primary" if primary else "plain")
    change = Button(t("Change"), "listing.change", value)
    drop = Button(t("Take down") if standing else t("Never mind"), "listing.discard", value)
    return Buttons((change, drop) if standing else (keep, change, drop))


def _own_words(found: Found) -> tuple[str, ...]:
    """What they wrote themselves, begun at least, where it says more than the headline."""
    words = found.details.text
    if not words:
        return ()
    return (f"“{words[:OWN_WORDS].rstrip()}…”" if len(words) > OWN_WORDS else f"“{words}”",)


def _unseen() -> str:
    return t(
        "Nobody sees this search. “Keep looking” posts it, with your role and organisation and no name, so that others can find it."
    )


def entry(found: Found, verb: str, label: str, mine: str = "") -> Entry:
    """One listing of somebody else's: who, what, and why it fits; never a name before both have said yes."""
    details = found.details
    what = headline(found.kind, details)
    when_and_where = f"{capital(when_in_words(details.when))} · {where_in_words(details)}"
    who = capital(who_in_words(found.by))
    if not found.by.name:
        who = f"{who} ({kind_of_place(found.by.organisation)})"
    lines = [*_own_words(found), who, when_and_where]
    if found.reasons:
        lines.append(t("Why: {reasons}", reasons=" · ".join(found.reasons)))
    return Entry(what, tuple(lines), (Button(label, verb, f"{found.listing_id}:{mine}", "primary"),))
