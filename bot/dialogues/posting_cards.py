"""What somebody's own offer or request looks like on its way: a draft, standing, taken down."""

from dataclasses import replace

from bot.cards import Button, Buttons, Card, Form, Part, Text, TextField
from bot.dialogues import results
from bot.dialogues.listing_cards import listing_card, matter, named
from bot.language import count, t
from bot.model.listings import Activity, Kind, Listing
from bot.phrases import activity_in_words, short_date, subject
from bot.ports.person_view import PersonView


def draft(listing: Listing, *, first: bool) -> Card:
    """An offer as it was understood, or put right; nobody else sees it yet."""
    title = t("Here's what I understood. Shall I publish it?") if first else t("Like this?")
    notes = (t("Others see this with your role and organisation. Your name comes only after you have both said yes."),)
    return listing_card(listing, title, _draft_buttons(listing), notes)


def topic_form(listing: Listing) -> Card:
    """Asks what it is about, and says what it was taken for."""
    offering = listing.kind is Kind.OFFER
    title = t("Gladly. What could you help with?") if offering else t("Gladly. What is it about?")
    field = TextField("topic", t("A skill, a role or a subject"), required=True, limit=120)
    choices = tuple(
        Button(activity_in_words(listing.kind, one), "listing.activity", f"{listing.id}:{one.value}")
        for one in Activity
        if one is not listing.details.activity
    )
    parts = (
        Form("listing.save", (field,), t("Go on"), str(listing.id)),
        Text(
            t(
                "I read that as: {what}. If not:",
                what=activity_in_words(listing.kind, listing.details.activity),
            ),
            quiet=True,
        ),
        Buttons(choices),
    )
    return Card(title, parts, matter(listing))


def standing(listing: Listing, title: str) -> Card:
    """One that others may see, with what can be done about it."""
    value = str(listing.id)
    buttons = (
        Button(t("Change"), "listing.change", value),
        Button(t("Take down"), "listing.withdraw", value),
    )
    return listing_card(listing, title, buttons)


def published(listing: Listing, fitting: int, view: PersonView) -> Card:
    """It stands from now on; `fitting` people who look for just this were told."""
    until = short_date(listing.expires_on)
    if listing.kind is Kind.OFFER:
        title = t("Published: {name}", name=named(listing))
        if fitting:
            news = count(
                "Somebody is looking for just this. I've told them.",
                "{number} people are looking for just this. I've told them.",
                fitting,
            )
        else:
            news = t("I'll come to you as soon as somebody asks. It stands until {day}.", day=until)
        return _with_news(standing(listing, title), news)
    opened: tuple[Part, ...] = ()
    if view.find(Kind.OFFER, listing.details):
        title = t("I'll keep looking: {name}", name=named(listing))
    else:
        title = t("Nobody yet for {what}", what=subject(listing.details))
        opened = results.openings(listing, view)
    news = t(
        "Your request stands until {day}. I'll tell you as soon as somebody offers something that fits, so there is "
        "nothing you need to do.",
        day=until,
    )
    return _with_news(standing(listing, title), news, opened)


def taken_down(listing: Listing) -> Card:
    """It is seen no more, and can be put back."""
    buttons = (Button(t("Put it back"), "listing.publish", str(listing.id)),)
    return Card(t("Taken down: {name}", name=named(listing)), (Buttons(buttons),), matter(listing))


def _draft_buttons(listing: Listing) -> tuple[Button, ...]:
    value = str(listing.id)
    return (
        Button(t("Publish"), "listing.publish", value, "primary"),
        Button(t("Change"), "listing.change", value),
        Button(t("Never mind"), "listing.discard", value),
    )


def _with_news(card: Card, news: str, opened: tuple[Part, ...] = ()) -> Card:
    """The same card with a paragraph of news before the facts, and what would open more."""
    return replace(card, parts=(Text(news), *opened, *card.parts))
