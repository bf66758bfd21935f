"""A card with a form as a window of its own, and what is sent with it read as the press of the form's button.

The window carries the verb and the value of that button and the message it was opened from, and nothing else: what is
typed into it comes back with it.
"""

import datetime as dt
import json
from typing import Any

from adapters.slack.cards import form_of, modal_blocks
from adapters.slack.escape import shortened, tidy
from adapters.slack.ids import field_named, filled_in
from adapters.slack.turns import Delivered, Malformed, slack_id, words_of
from bot.cards import Card
from bot.language import t
from bot.looking import as_said
from bot.model.listings import Kind
from bot.turn import Address, Pressed, Said, Turn

CALLBACK = "form"
OF_A_MESSAGE = {"message.offer": Kind.OFFER, "message.seek": Kind.REQUEST}
"""Forms whose words are said to the bot as if they had been written to it."""
LABEL = 24
"""Characters of a window's title and of the words on its buttons."""


def modal(card: Card, pressed: str = "") -> dict[str, Any]:
    """For `views.open`. `pressed` is our id of the message in which the button was, which the answer updates.

    A card without a form is only shown.
    """
    form = form_of(card)
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _label(t("In Your Shoes")),
        "close": _label(t("Cancel") if form else t("Close")),
        "blocks": modal_blocks(card),
    }
    if form is not None:
        view["submit"] = _label(form.submit)
        view["private_metadata"] = json.dumps([form.verb, form.value, pressed])
    return view


def from_submission(body: dict[str, Any], at: dt.datetime) -> Delivered:
    """What was sent with a window. Raises Malformed for one that we did not open."""
    view, user = body["view"], body["user"]
    team = slack_id(user.get("team_id") or body["team"]["id"])
    try:
        verb, value, pressed = map(str, json.loads(view["private_metadata"]))
    except ValueError as wrong:
        raise Malformed("a window of somebody else's") from wrong
    fields = tuple((name, words_of(written)) for name, written in filled_in(0, view.get("state")))
    act: Said | Pressed = Pressed(verb, value, fields, pressed)
    if kind := OF_A_MESSAGE.get(verb):
        act = as_said(kind, dict(fields).get("words", "").strip(), at.date())
    turn = Turn(f"slack:{team}:view:{slack_id(view['id'])}", Address("slack", team, slack_id(user["id"])), act, at)
    return Delivered(turn, "")


def place_of(field: str, body: dict[str, Any]) -> str:
    """The id of the field under which something has to be said: the first if it is about none of them."""
    written = list((body["view"].get("state") or {}).get("values") or {})
    return next((one for one in written if field and field_named(one) == field), written[0] if written else "")


def _label(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": shortened(tidy(words).strip() or "…", LABEL), "emoji": False}
