"""What a search found, best first, each with the reason why; and "nobody yet" said kindly."""

from bot.cards import Button, Buttons, Card, Entry, Part, Text
from bot.dialogues.listing_cards import facts, matter
from bot.language import count, t
from bot.model.listings import Kind, Listing
from bot.phrases import capital, headline, when_in_words, where_in_words, who_in_words
from bot.ports import Found, PersonView

MOST_SHOWN = 5


def card(request: Listing, view: PersonView, asked: str = "") -> Card:
    """Everybody who could answer a request, with a button to ask each. `asked` says whom they have just asked."""
    found = view.find(Kind.OFFER, request.details)
    strong = [one for one in found if not one.weak]
    parts: list[Part] = []
    if asked:
        parts.append(Text(asked))
    if strong:
        title = count("Somebody who could help", "{number} people who could help", len(strong[:MOST_SHOWN]))
        parts += [entry(one, "ask", t("Ask"), str(request.id)) for one in strong[:MOST_SHOWN]]
    elif found:
        title = t("Nothing quite fits yet. These come nearest")
        parts += [entry(one, "ask", t("Ask anyway"), str(request.id)) for one in found[:3]]
    else:
        title = t("Nobody yet for {name}", name=headline(Kind.REQUEST, request.details))
    parts += [
        facts(Kind.REQUEST, request.details),
        Text(
            t(
                "Nobody sees this search. “Keep looking” posts it, with your role and organisation and no name, so that others can find it."
            ),
            quiet=True,
        ),
        Buttons(
            (
                Button(t("Keep looking"), "listing.publish", str(request.id), "plain" if strong else "primary"),
                Button(t("Change"), "listing.change", str(request.id)),
                Button(t("Never mind"), "listing.discard", str(request.id)),
            )
        ),
    ]
    return Card(title, tuple(parts), matter(request))


def entry(found: Found, verb: str, label: str, mine: str = "") -> Entry:
    """One listing of somebody else's: who, what, and why it fits; never a name before both have said yes."""
    details = found.details
    what = headline(found.kind, details)
    when_and_where = f"{capital(when_in_words(details.when))} · {where_in_words(details)}"
    lines = [who_in_words(found.by), when_and_where]
    if found.reasons:
        lines.append(t("Why: {reasons}", reasons=" · ".join(found.reasons)))
    return Entry(what, tuple(lines), (Button(label, verb, f"{found.listing_id}:{mine}", "primary"),))
