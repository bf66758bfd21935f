"""One line for each thing that somebody has, with the buttons that go with it: as "mine" lists them."""

from bot.cards import Button, Entry
from bot.commands.visits import is_over
from bot.dialogues import reflecting
from bot.dialogues.listing_cards import named
from bot.language import t
from bot.model.exchanges import LegState
from bot.model.listings import Kind, Listing
from bot.phrases import capital, short_date, span_in_words, subject, when_in_words, where_in_words, who_in_words
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen, SuggestionSeen


def waiting(seen: SuggestionSeen) -> Entry:
    """A question that waits for an answer, from either side."""
    asked, value = seen.suggestion, str(seen.suggestion.id)
    if seen.mine:
        title = t("Waiting for their answer: {what}", what=subject(asked.details))
        button = Button(t("Take back"), "suggestion.take_back", value)
    else:
        title = t("Waiting for you: {what}", what=subject(asked.details))
        button = Button(t("Show"), "show.suggestion", value, "primary")
    return Entry(title, (who_in_words(seen.other),), (button,))


def visit(seen: LegSeen, view: PersonView) -> Entry:
    """A visit that is arranged, or that is over and lacks a word about it."""
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


def posted(listing: Listing) -> Entry:
    """An offer or a request."""
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
    look = (Button(t("Who fits"), "listing.look", value),) if listing.kind is Kind.REQUEST else ()
    return Entry(label, (line,), (*look, *buttons))
