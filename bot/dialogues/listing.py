"""Offers and requests: what was understood, put right, published, taken down, renewed."""

from dataclasses import dataclass, replace
from typing import Literal

from bot.cards import Card
from bot.commands.listings import Amend, Discard, Draft, Publish, Renew, Withdraw
from bot.dialogue import Dialogue, Do, Effect, Heard, Question, Replace, Say, Step, say
from bot.dialogues import drafts_in_words, plain_answers, posting_cards, results, signatures
from bot.dialogues.drafts_in_words import DraftOpen, Standing, TopicAsked
from bot.dialogues.listing_cards import (
    change_form,
    matter,
    named,
    read_form,
    room_for,
    safe_words,
    without_contacts,
)
from bot.dialogues.role import ask_role
from bot.events import Amended, Discarded, Drafted, Event, Published, Renewed, Withdrawn
from bot.language import t
from bot.model.listings import Activity, Details, Kind, Listing, ListingState
from bot.model.when import ANY_TIME
from bot.phrases import short_date
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.understanding import understand
from bot.understanding.clean import plain
from bot.understanding.letters import without_heads
from bot.understanding.understood import Intent, Understood
from bot.working_time import local_date


@dataclass(frozen=True)
class SentenceAsked:
    """The next words are what somebody offers or looks for, or whom they would `shadow`, however they put it."""

    offering: bool
    shadow: bool = False
    tag: Literal["sentence_asked"] = "sentence_asked"


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """An offer or a request: keep it as a draft; `told` shows it."""
    kind = Kind.OFFER if wish.intent is Intent.OFFER else Kind.REQUEST
    details = _details(wish, heard, view)
    if kind is Kind.REQUEST and not _has_topic(details) and heard.said.channel == "slash:/shadow":
        return say(Card(t("Whom would you like to shadow? Write the role or the place after /shadow.")))
    # what is certain and finds nobody stands at once; a guess is shown first
    certain = heard.said.channel.startswith("slash:") or not wish.unsure
    if not heard.said.channel.startswith("slash:"):  # posted only on words that ask
        certain = certain and plain_answers.wants_something(heard.said.text)
    stands = certain and kind is Kind.REQUEST and bool(view.me.role) and _has_topic(details)
    return Step((Do(Draft(kind, details, publish=stands and not view.find(Kind.OFFER, details))),))


def pressed(press: Pressed, view: PersonView) -> Step:
    """A button on a listing's card, today's or last month's."""
    listing = view.my_listing(press.number)
    if listing is None:
        return say(Card(t("I can't find that one any more. Say “mine” to see what you have.")))
    if listing.state is ListingState.WITHDRAWN and press.verb != "listing.publish":
        return Step((Replace(posting_cards.taken_down(listing)),))
    match press.verb:
        case "listing.publish":
            return publish(listing, press, view)
        case "listing.look":
            return say(results.card(listing, view))
        case "listing.change":
            return Step((Replace(change_form(listing, t("Change what you like"))),))
        case "listing.save":
            details, until = read_form(press, listing.details, view.me, local_date(view.now, view.me.time_zone))
            return Step((Do(Amend(listing.id, details, until)),))
        case "listing.activity":
            chosen = press.value.partition(":")[2]
            activity = Activity(chosen) if chosen in set(Activity) else listing.details.activity
            return Step((Do(Amend(listing.id, replace(listing.details, activity=activity))),))
        case "listing.loosen":
            opened = results.loosened(listing, press.value.partition(":")[2], view)
            if opened is None:
                return Step((Replace(results.card(listing, view)),))
            return Step((Do(Amend(listing.id, opened)),))
        case "listing.discard":
            change = Discard(listing.id) if listing.state is ListingState.DRAFT else Withdraw(listing.id)
            return Step((Do(change),), None)
        case "listing.withdraw":
            return Step((Do(Withdraw(listing.id)),))
        case _:
            return Step((Do(Renew(listing.id)),))


def publish(listing: Listing, press: Pressed, view: PersonView) -> Step:
    """Needs a subject, and the role that others will see first."""
    if listing.state is ListingState.OPEN:
        return Step((Replace(posting_cards.standing(listing, t("This one stands already"))),))
    if not _has_topic(listing.details):
        return _ask_topic(listing)
    if not view.me.role:
        return ask_role(press)
    return Step((Do(Publish(listing.id)),), None)


def answered(question: Question, heard: Heard, view: PersonView) -> Step | None:
    """Words about the draft on the table."""
    if isinstance(question, SentenceAsked):
        return _begun(question, heard, view)
    assert isinstance(question, DraftOpen | TopicAsked | Standing)
    listing = view.my_listing(question.listing_id)
    if listing is None:
        return None
    if isinstance(question, Standing):
        return drafts_in_words.standing(listing, heard, view)
    if listing.state is not ListingState.DRAFT:
        return None
    if isinstance(question, TopicAsked):
        return drafts_in_words.subject(listing, heard, view)
    return drafts_in_words.about_draft(question, listing, heard, view)


def _begun(question: SentenceAsked, heard: Heard, view: PersonView) -> Step | None:
    """ "A comms officer", after "whom are you looking for?", is somebody looking for a comms officer."""
    wish = heard.wishes[0]
    if wish.intent in (Intent.OFFER, Intent.SEEK) or (wish.intent is not Intent.UNKNOWN and not wish.unsure):
        return None
    before = (
        t("I'd like to shadow ")
        if question.shadow
        else t("I can offer ")
        if question.offering
        else t("I'm looking for ")
    )
    today = local_date(view.now, view.me.time_zone)
    read = understand(before + heard.said.text, channel="dm", today=today)
    wanted = Intent.OFFER if question.offering else Intent.SEEK
    meant = next((one for one in read if one.intent is wanted), None)
    return None if meant is None else wished(replace(meant, unsure=("intent",)), replace(heard, wishes=(meant,)), view)


def told(event: Event, view: PersonView) -> Step:
    """What a listing looks like after a change."""
    match event:
        case Drafted(listing=listing):
            return _drafted(listing, view, first=True)
        case Amended(listing=listing) if listing.state is ListingState.DRAFT:
            return _drafted(listing, view, first=False)
        case Amended(listing=listing) if _somebody_fits(listing, view):
            return Step((Replace(results.card(listing, view)),))
        case Amended(listing=listing):
            return Step((Replace(posting_cards.standing(listing, t("Changed: {name}", name=named(listing)))),))
        case Published(listing=listing) if listing.created_at < view.now and _somebody_fits(listing, view):
            # it stood before, and whoever fits came meanwhile
            return Step((Replace(results.card(listing, view)),), Standing(listing.id))
        case Renewed(before=before, listing=listing) if _has_lapsed(before) and _somebody_fits(listing, view):
            return Step((Replace(results.card(listing, view)),))
        case Published(listing=listing, fitting=fitting):
            return Step((Replace(posting_cards.published(listing, fitting, view)),), Standing(listing.id))
        case Discarded():
            return Step((Replace(Card(t("Dropped. Nobody saw it."), matter=matter(event.listing))),), None)
        case Withdrawn(listing=listing):
            return Step((Replace(posting_cards.taken_down(listing)),))
        case Renewed(listing=listing):
            title = t("Renewed: {name} stands until {day}", name=named(listing), day=short_date(listing.expires_on))
            return Step((Replace(posting_cards.standing(listing, title)),))
        case _:
            return Step()


def _details(wish: Understood, heard: Heard, view: PersonView) -> Details:
    said = without_heads(plain(heard.said.text))
    text = safe_words(signatures.without(said), view.me) if heard.alone else ""
    topic = safe_words(wish.topic or "", view.me, 120)
    return Details(
        activity=wish.activity or Activity.SKILL,
        topic=topic,
        text="" if text.casefold() == topic.casefold() else text,
        duration_minutes=wish.duration_minutes,
        mode=wish.mode,
        place=safe_words(_place(wish.place or "", said), view.me, 80),
        when=wish.when or ANY_TIME,
        capacity=room_for(said) if wish.intent is Intent.OFFER and heard.alone else 1,
        reciprocal=wish.reciprocal,
    )


def _place(place: str, said: str) -> str:
    """A place that is named, and not only part of somebody's e-mail address or signature."""
    return place if place in without_contacts(signatures.without(said)) else ""


def _has_topic(details: Details) -> bool:
    return bool(details.topic) or details.activity in (Activity.DESK, Activity.SHADOW)


def _somebody_fits(listing: Listing, view: PersonView) -> bool:
    """Whether there is somebody to ask for this request; an offer's owner asks nobody."""
    return listing.kind is Kind.REQUEST and bool(results.fitting(listing, view))


def _has_lapsed(listing: Listing) -> bool:
    return listing.state is ListingState.EXPIRED


def _drafted(listing: Listing, view: PersonView, *, first: bool) -> Step:
    put: type[Say] | type[Replace] = Say if first else Replace
    if not _has_topic(listing.details):
        return _ask_topic(listing)
    card, shown = drafts_in_words.draft_card(listing, view, first=first)
    effects: tuple[Effect, ...] = (put(card),)
    return Step(effects, DraftOpen(listing.id, shown=shown))


def _ask_topic(listing: Listing) -> Step:
    return say(posting_cards.topic_form(listing), TopicAsked(listing.id))


LISTING = Dialogue(
    name="listing",
    intents=(Intent.OFFER, Intent.SEEK),
    wished=wished,
    verbs=(
        "listing.publish",
        "listing.look",
        "listing.change",
        "listing.save",
        "listing.activity",
        "listing.loosen",
        "listing.discard",
        "listing.withdraw",
        "listing.renew",
    ),
    pressed=pressed,
    questions=(SentenceAsked, DraftOpen, TopicAsked, Standing),
    answered=answered,
    events=(Drafted, Amended, Published, Discarded, Withdrawn, Renewed),
    told=told,
)
