"""What a search found, best first, each with the reason why; and "nobody yet" said kindly."""

from bot.cards import Button, Buttons, Card, Entry, Part, Text
from bot.dialogues.listing_cards import facts, matter
from bot.language import count, t
from bot.model.listings import Kind, Listing, ListingState
from bot.phrases import capital, headline, kind_of_place, when_in_words, where_in_words, who_in_words
from bot.ports import Found, PersonView

MOST_SHOWN = 5
MOST_WEAK = 3


def card(request: Listing, view: PersonView, asked: str = "") -> Card:
    """Everybody who could answer a request, with a button to ask each. `asked` says whom they have just asked."""
    found = view.find(Kind.OFFER, request.details)
    strong = [one for one in found if not one.weak][:MOST_SHOWN]
    parts: list[Part] = []
    if strong:
        title = count("Somebody who could help", "{number} people who could help", len(strong))
        parts += [entry(one, "ask", t("Ask"), str(request.id)) for one in strong]
    elif found:
        title = t("Nothing quite fits yet. These come nearest")
        parts += [entry(one, "ask", t("Ask anyway"), str(request.id)) for one in found[:MOST_WEAK]]
    else:
        title = t("Nobody yet for {name}", name=headline(Kind.REQUEST, request.details))
    if asked:
        heading = count("There is somebody else too:", "There are {number} others too:", len(strong)) if strong else ""
        title, parts = asked, [Text(heading), *parts] if strong else []
    standing = request.state is ListingState.OPEN
    if not standing:
        parts.append(facts(Kind.REQUEST, request.details))
        parts.append(Text(_unseen(), quiet=True))
    value = str(request.id)
    keep = Button(t("Keep looking"), "listing.publish", value, "plain" if strong or asked else "primary")
    buttons = (
        *(() if standing else (keep,)),
        Button(t("Change"), "listing.change", value),
        Button(t("Take down") if standing else t("Never mind"), "listing.discard", value),
    )
    return Card(title, (*parts, Buttons(buttons)), matter(request))


def _unseen() -> str:
    return t(
        "Nobody sees this search. “Keep looking” posts it, with your role and organisation and no name, so that others can find it."
    )


def entry(found: Found, verb: str, label: str, mine: str = "") -> Entry:
    """One listing of somebody else's: who, what, and why it fits; never a name before both have said yes."""
    details = found.details
    what = headline(found.kind, details)
    when_and_where = f"{capital(when_in_words(details.when))} · {where_in_words(details)}"
    lines = [f"{capital(who_in_words(found.by))} ({kind_of_place(found.by.organisation)})", when_and_where]
    if found.reasons:
        lines.append(t("Why: {reasons}", reasons=" · ".join(found.reasons)))
    return Entry(what, tuple(lines), (Button(label, verb, f"{found.listing_id}:{mine}", "primary"),))
