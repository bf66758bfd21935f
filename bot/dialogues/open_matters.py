"""What somebody is in the middle of, shown beside an answer that did not understand them: it may be what they meant.

Words for the other side of an agreed visit are for them to send: their contact is shown, since both have said yes.
"""

from dataclasses import replace

from bot.cards import Button, Card, Entry, Part, Text
from bot.commands.visits import is_over
from bot.language import t
from bot.model.exchanges import LegState
from bot.phrases import span_in_words, subject, who_in_words
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen, SuggestionSeen

MOST = 2


def beside(card: Card, view: PersonView) -> Card:
    """The same card, with what is under way first."""
    legs = [seen for seen in view.my_legs() if seen.leg.state in (LegState.ARRANGING, LegState.BOOKED)]
    entries: list[Part] = [_leg(seen, view) for seen in legs[:MOST]]
    entries += [_suggestion(seen) for seen in view.my_suggestions()[: MOST - len(entries)]]
    if not entries:
        return card
    return replace(card, parts=(Text(t("Is it about this?")), *entries, *card.parts))


def _leg(seen: LegSeen, view: PersonView) -> Entry:
    leg = seen.leg
    what = t("{what}, with {name}", what=subject(leg.details), name=seen.other.name or t("somebody who has left"))
    lines = [span_in_words(leg.starts_at, leg.minutes, view.me.time_zone) if leg.starts_at else t("no date yet")]
    if seen.other.contact and not is_over(leg, view.now):
        lines.append(t("A word to them: {contact}", contact=seen.other.contact))
    return Entry(what, tuple(lines), (Button(t("Show"), "show.leg", str(leg.id)),))


def _suggestion(seen: SuggestionSeen) -> Entry:
    what = subject(seen.suggestion.details)
    title = t("Waiting for their answer: {what}", what=what) if seen.mine else t("Waiting for you: {what}", what=what)
    show = Button(t("Show"), "show.suggestion", str(seen.suggestion.id))
    return Entry(title, (who_in_words(seen.other),), (show,))
