"""A page about somebody that is always there: what waits for them, comes up and stands, then pausing and privacy."""

from bot.cards import Button, Buttons, Card, Part, Text
from bot.dialogues import mine
from bot.language import t
from bot.ports.person_view import PersonView

MATTER = "home"


def card(view: PersonView) -> Card:
    """Everything of "mine", between how to begin and how to stop."""
    begin = Buttons(
        (Button(t("Offer something"), "begin.offer", style="primary"), Button(t("Find someone"), "begin.seek"))
    )
    stop = (Button(t("Pause me"), "pause"),) if view.me.paused_until is None else ()
    last: tuple[Part, ...] = (
        Text(
            t(
                "Nobody sees your name until you've both said yes. Write “what do you hold on me?” to me to see all of it."
            ),
            quiet=True,
        ),
        Buttons((Button(t("My profile"), "profile.change"), *stop, Button(t("Forget me"), "erase"))),
    )
    return Card(t("Here's what you have with me"), (begin, *mine.mine(view).parts, *last), MATTER)
