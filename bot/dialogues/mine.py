"""What somebody offers, wants and has coming up; what is on offer from others; and how many exchanges there were."""

from bot.cards import Button, Buttons, Card, Entry, Facts, Part, Text
from bot.commands.listings import Withdraw
from bot.commands.visits import is_over
from bot.dialogue import Dialogue, Do, Heard, Say, Step, say
from bot.dialogues import coordinating, introduction_cards, reflecting, results, visit_cards
from bot.dialogues.listing_cards import named
from bot.language import count, t
from bot.model.exchanges import LegState, SuggestionState
from bot.model.listings import Kind, Listing
from bot.phrases import capital, short_date, span_in_words, subject, when_in_words, where_in_words, who_in_words
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen, SuggestionSeen
from bot.turn import Pressed
from bot.understanding.understood import Intent, Understood

MOST_SHOWN = 8
MATTER = "mine"


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """Show, or take down by name."""
    match wish.intent:
        case Intent.LIST_MINE:
            return say(mine(view))
        case Intent.BROWSE:
            return say(on_offer(wish, view))
        case Intent.PROGRESS:
            return say(progress(view))
        case _:
            return _withdraw(wish, view)


def pressed(press: Pressed, view: PersonView) -> Step:
    """One thing out of the list, as a card of its own."""
    value = press.number if press.value else 0
    if press.verb == "show.suggestion" and (suggestion := view.suggestion(value)):
        asked = suggestion.suggestion.state is SuggestionState.ASKED
        return say(introduction_cards.card(suggestion) if asked else introduction_cards.settled(suggestion))
    if press.verb == "show.leg" and (leg := view.leg(value)):
        if is_over(leg.leg, view.now):
            return say(reflecting.did_it_happen(leg, view), reflecting.yes_or_no(leg.leg))
        return say(visit_cards.card(leg, view))
    return say(mine(view))


def mine(view: PersonView, title: str = "") -> Card:
    """Waiting for you, coming up, offered, wanted: in the order in which they press."""
    me, now = view.me, view.now
    parts: list[Part] = []
    if me.paused_until:
        parts += [
            Text(t("You're paused until {day}: nobody new is sent to you.", day=short_date(me.paused_until))),
            Buttons((Button(t("Start again"), "resume"),)),
        ]
    waiting = view.my_suggestions()
    parts += [_suggestion(seen) for seen in waiting[:MOST_SHOWN]]
    parts += [_leg(seen, view) for seen in view.my_legs()[:MOST_SHOWN]]
    listings = [one for one in view.my_listings() if one.expires_on >= now.date()]
    parts += [_listing(one) for one in listings[:MOST_SHOWN]]
    if len(listings) > MOST_SHOWN:
        parts.append(Text(count("And one more.", "And {number} more.", len(listings) - MOST_SHOWN), quiet=True))
    if not parts:
        parts.append(
            Text(
                t(
                    "Nothing yet. Tell me what you could offer, or whom you'd like to shadow, and I'll take it from there."
                )
            )
        )
    if me.coordinator:
        parts.append(Buttons((coordinating.way_in(),)))
    return Card(title or t("Here's what you have with me"), tuple(parts), MATTER, ("mine", ""))


def on_offer(wish: Understood, view: PersonView) -> Card:
    """What others have posted, newest first."""
    found = view.browse(None, wish.topic or "", wish.activity)
    if not found:
        return Card(
            t("Nothing from other organisations just now."),
            (Text(t("Tell me what you're after and I'll let you know as soon as somebody offers it.")),),
        )
    entries = [
        results.entry(one, "ask", t("Ask"))
        if one.kind is Kind.OFFER
        else results.entry(one, "offer_help", t("I can help"))
        for one in found[:MOST_SHOWN]
    ]
    return Card(t("What others offer and look for"), tuple(entries))


def progress(view: PersonView) -> Card:
    """Only exchanges that happened count."""
    tally = view.tally()
    rows = (
        (t("Yours"), count("one exchange", "{number} exchanges", tally.mine)),
        (view.me.organisation.name, count("one exchange", "{number} exchanges", tally.organisation)),
        (t("Everybody's"), count("one exchange", "{number} exchanges", tally.everybody)),
        (
            t("Open now"),
            t("{offers} offers, {requests} requests", offers=tally.open_offers, requests=tally.open_requests),
        ),
    )
    return Card(t("How it's going"), (Facts(rows), Text(t("Only exchanges that happened are counted."), quiet=True)))


def _withdraw(wish: Understood, view: PersonView) -> Step:
    listings = view.my_listings()
    named_so = [one for one in listings if wish.topic and _about(wish.topic, one)]
    if len(named_so) == 1:
        return Step((Do(Withdraw(named_so[0].id)),))
    if len(listings) == 1 and not wish.topic:
        return Step((Do(Withdraw(listings[0].id)),))
    if not listings:
        return say(Card(t("You have nothing posted, so there is nothing to take down.")))
    choices = named_so or listings
    entries = tuple(_listing(one) for one in choices[:MOST_SHOWN])
    return Step((Say(Card(t("Which one shall I take down?"), entries)),))


def _about(topic: str, listing: Listing) -> bool:
    wanted = set(topic.casefold().split())
    return wanted <= set(f"{listing.details.topic} {listing.details.text}".casefold().split()) or topic.casefold() in (
        listing.details.topic.casefold()
    )


def _suggestion(seen: SuggestionSeen) -> Entry:
    suggestion, value = seen.suggestion, str(seen.suggestion.id)
    if seen.mine:
        title = t("Waiting for their answer: {what}", what=subject(suggestion.details))
        button = Button(t("Take back"), "suggestion.take_back", value)
    else:
        title = t("Waiting for you: {what}", what=subject(suggestion.details))
        button = Button(t("Show"), "show.suggestion", value, "primary")
    return Entry(title, (who_in_words(seen.other),), (button,))


def _leg(seen: LegSeen, view: PersonView) -> Entry:
    leg = seen.leg
    show = Button(t("Show"), "show.leg", str(leg.id))
    match leg.state:
        case LegState.BOOKED if leg.starts_at:
            lines = (span_in_words(leg.starts_at, leg.minutes, view.me.time_zone), who_in_words(seen.other))
            if is_over(leg, view.now):
                return Entry(
                    t("Did it happen? {what}", what=capital(subject(leg.details))), lines, reflecting.answers(leg)
                )
            return Entry(t("Coming up: {what}", what=subject(leg.details)), lines, (show,))
        case LegState.HAPPENED:
            write = Button(t("Write a reflection"), "reflect.write", str(leg.id), "primary")
            return Entry(t("Happened: {what}", what=subject(leg.details)), (who_in_words(seen.other),), (write,))
        case _:
            return Entry(t("Being arranged: {what}", what=subject(leg.details)), (who_in_words(seen.other),), (show,))


def _listing(listing: Listing) -> Entry:
    value = str(listing.id)
    label = (
        t("You offer: {what}", what=named(listing))
        if listing.kind is Kind.OFFER
        else t("You'd like: {what}", what=named(listing))
    )
    details = listing.details
    until = t("stands until {day}", day=short_date(listing.expires_on))
    line = " · ".join((when_in_words(details.when), where_in_words(details), until))
    buttons = (
        Button(t("Change"), "listing.change", value),
        Button(t("Renew"), "listing.renew", value),
        Button(t("Take down"), "listing.withdraw", value),
    )
    return Entry(label, (line,), buttons)


MINE = Dialogue(
    name="mine",
    help=t("“mine” shows what you offer, want and have coming up; “what's on offer?” shows everybody's"),
    intents=(Intent.LIST_MINE, Intent.BROWSE, Intent.PROGRESS, Intent.WITHDRAW),
    wished=wished,
    verbs=("mine", "show.suggestion", "show.leg"),
    pressed=pressed,
)
