"""What somebody offers, wants and has coming up; what is on offer from others; and how many exchanges there were."""

from bot.cards import Button, Buttons, Card, Facts, Part, Text
from bot.commands.listings import Withdraw
from bot.commands.visits import is_over
from bot.dialogue import STAY, Dialogue, Do, Heard, Say, Step, say
from bot.dialogues import coordinating, entries, introduction_cards, reflecting, results, visit_cards
from bot.dialogues.dates_in_words import DatesOffered
from bot.dialogues.invited import Invited
from bot.dialogues.yes_or_no import OneOf
from bot.language import count, t
from bot.model.exchanges import SuggestionState
from bot.model.listings import Kind, Listing
from bot.phrases import short_date
from bot.ports.person_view import PersonView
from bot.ports.seen import Tally
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
            return _browse(wish, view)
        case Intent.PROGRESS:
            return say(progress(view))
        case _:
            return _withdraw(wish, view)


def pressed(press: Pressed, view: PersonView) -> Step:
    """One thing out of the list, as a card of its own."""
    if press.verb == "browse":
        return _browse(Understood(Intent.BROWSE), view)
    value = press.number if press.value else 0
    if press.verb == "show.suggestion" and (suggestion := view.suggestion(value)):
        if suggestion.suggestion.state is not SuggestionState.ASKED:
            return say(introduction_cards.settled(suggestion))
        return say(introduction_cards.card(suggestion), Invited(value))
    if press.verb == "show.leg" and (leg := view.leg(value)):
        if is_over(leg.leg, view.now):
            return say(reflecting.did_it_happen(leg, view), reflecting.asked(leg.leg))
        return say(visit_cards.card(leg, view), DatesOffered(value) if visit_cards.may_take(leg, view) else STAY)
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
    parts += [entries.waiting(seen) for seen in waiting[:MOST_SHOWN]]
    parts += [entries.visit(seen, view) for seen in view.my_legs()[:MOST_SHOWN]]
    listings = [one for one in view.my_listings() if one.expires_on >= now.date()]
    parts += [entries.posted(one) for one in listings[:MOST_SHOWN]]
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
    """What others offer, and what they look for."""
    found = view.browse(None, wish.topic or "", wish.activity)[:MOST_SHOWN]
    if not found:
        title = t("Nothing from other organisations just now.")
        note = t("Tell me what you're after and I'll let you know as soon as somebody offers it.")
        return Card(title, (Text(note),))
    offered = [results.entry(one, "ask", t("Ask")) for one in found if one.kind is Kind.OFFER]
    wanted = [results.entry(one, "offer_help", t("I can help")) for one in found if one.kind is Kind.REQUEST]
    return Card(t("What others offer and look for"), (*offered, *wanted))


def _browse(wish: Understood, view: PersonView) -> Step:
    shown = on_offer(wish, view)
    return say(shown, OneOf(tuple((button.verb, button.value) for button in shown.buttons)))


def progress(view: PersonView) -> Card:
    """Only exchanges that happened count."""
    tally = view.tally()
    rows = (
        (t("Yours"), count("one exchange", "{number} exchanges", tally.mine)),
        (view.me.organisation.name, count("one exchange", "{number} exchanges", tally.organisation)),
        (t("Everybody's"), count("one exchange", "{number} exchanges", tally.everybody)),
        (
            t("Open now"),
            open_now(tally),
        ),
    )
    return Card(t("How it's going"), (Facts(rows), Text(t("Only exchanges that happened are counted."), quiet=True)))


def open_now(tally: Tally) -> str:
    """How many offers and requests stand in the whole pool."""
    offers = count("one offer", "{number} offers", tally.open_offers)
    return t(
        "{offers}, {requests}", offers=offers, requests=count("one request", "{number} requests", tally.open_requests)
    )


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
    listed = tuple(entries.posted(one) for one in choices[:MOST_SHOWN])
    return Step((Say(Card(t("Which one shall I take down?"), listed)),))


def _about(topic: str, listing: Listing) -> bool:
    wanted = set(topic.casefold().split())
    return wanted <= set(f"{listing.details.topic} {listing.details.text}".casefold().split()) or topic.casefold() in (
        listing.details.topic.casefold()
    )


MINE = Dialogue(
    name="mine",
    intents=(Intent.LIST_MINE, Intent.BROWSE, Intent.PROGRESS, Intent.WITHDRAW),
    wished=wished,
    verbs=("mine", "browse", "show.suggestion", "show.leg"),
    pressed=pressed,
)
