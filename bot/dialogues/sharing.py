"""What may be shown where anybody reads along: one offer to share, a message to make something of, a welcome.

A shared card is seen by people whom nobody has asked, so no name is on it, whoever shared it and whoever looks.
"""

from dataclasses import replace

from bot.cards import Button, Buttons, Card, Form, Text, TextField
from bot.dialogue import Dialogue, Step, say
from bot.dialogues import results
from bot.dialogues.listing_cards import facts, listing_card, named
from bot.language import t
from bot.model.listings import Details, Kind, ListingState
from bot.ports.person_view import PersonView
from bot.ports.seen import Found
from bot.turn import Pressed

LONGEST_MESSAGE = 1000


def nameless(found: Found) -> Found:
    """The same, as somebody sees it who has not agreed to meet its owner."""
    return replace(found, by=replace(found.by, name="", contact=""), reasons=(), weak=False)


def offer_card(found: Found) -> Card:
    """An offer, to be shown in a chat or a channel."""
    entry = results.entry(nameless(found), "ask", t("Ask"))
    note = t("Press “Ask” and I'll put it to them. Nobody sees a name until both have said yes.")
    parts = (replace(entry, title=t("On offer")), Text(note, quiet=True))
    return Card(entry.title, parts, f"offer:{found.listing_id}", ("show.offer", str(found.listing_id)))


def gone(listing_id: int) -> Card:
    """The same card once the offer is no longer there."""
    note = t("It was taken up, taken down, or its time has come. Say “what's on offer?” to me to see the others.")
    title = t("This one isn't on offer any more.")
    return Card(title, (Text(note),), f"offer:{listing_id}", ("show.offer", str(listing_id)))


def pressed(press: Pressed, view: PersonView) -> Step:
    """A shared offer, brought to the bot's own chat."""
    own = view.my_listing(press.number)
    if own is not None and own.state is ListingState.OPEN:
        buttons = (
            Button(t("Change"), "listing.change", press.value),
            Button(t("Take down"), "listing.withdraw", press.value),
        )
        return say(listing_card(own, t("This one is yours: {what}", what=named(own)), buttons))
    found = view.listing(press.number)
    if found is not None and found.kind is Kind.OFFER:
        return say(offer_card(found))
    note = t(
        "It has gone, or it is from your own organisation, where you can ask for yourself. Say “what's on offer?” to me to see what others offer."
    )
    return say(Card(t("That one isn't something I can ask for you."), (Text(note),)))


def from_message(kind: Kind, words: str, understood: Details | None) -> Card:
    """Somebody's message, to be made an offer or a request of: the words can be changed before anything happens."""
    offering = kind is Kind.OFFER
    title = t("Make an offer of this message") if offering else t("Make a request of this message")
    if not words:
        title = t("What could you offer?") if offering else t("Whom or what are you looking for?")
    label = t("What you offer") if offering else t("What you are looking for")
    field = TextField("words", label, words[:LONGEST_MESSAGE], long=True, required=True, limit=LONGEST_MESSAGE)
    form = Form("message.offer" if offering else "message.seek", (field,), t("Go on"))
    note = Text(t("Nobody sees anything yet: I'll show you the draft in our own chat first."), quiet=True)
    if understood is None:
        return Card(title, (form, note))
    return Card(title, (form, Text(t("As I read it:")), facts(kind, understood), note))


def welcome() -> Card:
    """Said once in a channel or group chat, when somebody has added the bot there."""
    return Card(
        t("Hello! I help people in councils and charities spend time in each other's shoes."),
        (
            Text(
                t(
                    "Write to me in our own chat: tell me what you could offer, or whom you'd like to shadow. What you say there stays between us, and nobody sees your name until you've both said yes."
                )
            ),
            Text(t("Mention me here and say “digest on” to have what's new posted in this place once a week.")),
            Buttons(
                (
                    Button(t("Offer something"), "begin.offer", style="primary"),
                    Button(t("Find someone"), "begin.seek"),
                    Button(t("What can I say?"), "help"),
                )
            ),
        ),
    )


SHARING = Dialogue(name="sharing", verbs=("show.offer",), pressed=pressed)
