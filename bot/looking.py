"""What would be shown, without anything happening: a form before it is sent, an offer before it is shared.

A platform that can open a window or search while somebody types asks here first. Nothing is stored, not even who
looked; whatever is then sent arrives as a turn like any other, and the engine decides.
"""

import datetime as dt
from contextlib import suppress
from dataclasses import replace

from bot import dialogues
from bot.cards import Card, Form
from bot.commands import carry_out
from bot.commands.listings import Draft
from bot.dialogue import Do, Heard
from bot.dialogues import digest_post, home, sharing
from bot.model.listings import Details, Kind, ListingState
from bot.model.organisations import Person
from bot.model.refusal import Refusal
from bot.ports.person_view import PersonView
from bot.ports.seen import Found, Glimpse
from bot.ports.unit_of_work import Store, UnitOfWork
from bot.reminders import FIRST_DIGEST
from bot.turn import Address, ChannelAddress, Pressed, Said, parse_destination
from bot.understanding import understand
from bot.understanding.understood import Channel, Intent
from bot.working_time import local_date

OPENS_A_FORM = (
    "listing.change",
    "leg.dates",
    "leg.place",
    "leg.cancel",
    "profile.change",
    "digest.often",
    "suggestion.words",
    "reflect.write",
)
"""Verbs that do nothing but show a form, so that a platform may open it in a window of its own."""
SHOW_A_CARD = ("mine", "show.leg", "show.suggestion")
"""Verbs that do nothing but show a card."""
MOST = 10
_NOBODY = 0
"""The id of somebody who looks and whom nothing is stored about. No row has it."""


class NotLinked(Exception):
    """Somebody looks from a workspace that no organisation has linked."""


class _Undone(Exception):
    """Whatever was tried is rolled back."""


class Looking:
    """Every method raises NotLinked. Safe to call from several threads; holds no state of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def form(self, at: Address, press: Pressed, now: dt.datetime) -> Card | None:
        """The card with a form that this button would show; None if it would do anything else. Raises Refusal."""
        dialogue = dialogues.for_verb(press.verb)
        if dialogue is None or dialogue.pressed is None or press.verb not in OPENS_A_FORM:
            return None
        with self._store.begin() as work:
            step = dialogue.pressed(press, _view(at, work, now))
        cards = [effect.card for effect in step.effects if not isinstance(effect, Do)]
        return next((card for card in cards if any(isinstance(part, Form) for part in card.parts)), None)

    def refusal(self, at: Address, press: Pressed, now: dt.datetime) -> str:
        """Why this would be refused if it were sent now, in words for the person; empty if it would not be."""
        return str(self.objection(at, press, now) or "")

    def objection(self, at: Address, press: Pressed, now: dt.datetime) -> Refusal | None:
        """The same with the field that it is about, for a platform that can say so there."""
        dialogue = dialogues.for_verb(press.verb)
        if dialogue is None or dialogue.pressed is None:
            return None
        try:
            with suppress(_Undone), self._store.begin() as work:
                view = _view(at, work, now)
                for effect in dialogue.pressed(press, view).effects:
                    if isinstance(effect, Do) and view.me.id != _NOBODY:
                        carry_out(effect.command, work.people.get(view.me.id), work, now)
                raise _Undone
        except Refusal as no:
            return no
        return None

    def home(self, at: Address, now: dt.datetime) -> Card:
        """What somebody has with us, for a page of theirs that is always there."""
        with self._store.begin() as work:
            return home.card(_view(at, work, now))

    def offers(self, at: Address, words: str, now: dt.datetime) -> tuple[Found, ...]:
        """Offers to share, without anybody's name: this person's own first, then those of other organisations."""
        with self._store.begin() as work:
            view = _view(at, work, now)
            wanted = words.casefold().split()
            mine = [
                Found(one.id, one.kind, one.details, Glimpse(view.me.role, view.me.organisation))
                for one in view.my_listings()
                if one.kind is Kind.OFFER and one.expires_on >= local_date(now, view.me.time_zone)
            ]
            own = [one for one in mine if all(word in _written(one.details) for word in wanted)]
            found = [*own, *view.browse(Kind.OFFER, words, None)]
        return tuple(sharing.nameless(one) for one in found[:MOST])

    def shared_offer(self, at: Address, listing_id: int, now: dt.datetime) -> Card:
        """A card of this offer as it is now, or one that says that it has gone."""
        with self._store.begin() as work:
            view = _view(at, work, now)
            found = view.listing(listing_id) or _of_a_colleague(listing_id, view, work)
        return sharing.offer_card(found) if found and found.kind is Kind.OFFER else sharing.gone(listing_id)

    def anew(self, at: Address, press: tuple[str, str], now: dt.datetime) -> Card | None:
        """The card that this `Card.anew` shows by now, to whoever looks; None if it is none. Raises Refusal."""
        verb, value = press
        if verb == "show.offer":
            return self.shared_offer(at, Pressed(verb, value).number, now)
        with self._store.begin() as work:
            view = _view(at, work, now)
            if verb == "show.post":
                return _post(value, view, work)
            dialogue = dialogues.for_verb(verb)
            if verb not in SHOW_A_CARD or dialogue is None or dialogue.pressed is None:
                return None
            step = dialogue.pressed(Pressed(verb, value), view)
        return next((effect.card for effect in step.effects if not isinstance(effect, Do)), None)

    def message(self, at: Address, kind: Kind, words: str, now: dt.datetime) -> Card:
        """A window in which somebody's message becomes an offer or a request, and how it would be understood."""
        with self._store.begin() as work:
            view = _view(at, work, now)
            said = as_said(kind, words, local_date(now, view.me.time_zone))
            wishes = understand(said.text, channel=said.channel, today=local_date(now, view.me.time_zone))
            dialogue = dialogues.for_intent(wishes[0].intent)
            understood = None
            with suppress(Refusal):
                step = dialogue.wished(wishes[0], Heard(said, wishes), view) if dialogue.wished else None
                commands = [effect.command for effect in step.effects if isinstance(effect, Do)] if step else []
                understood = next((it.details for it in commands if isinstance(it, Draft) and it.kind is kind), None)
        return sharing.from_message(kind, words, understood if words else None)


def as_said(kind: Kind, words: str, today: dt.date) -> Said:
    """Words that were written for somebody else, said to the bot: as they are if they want that, else as a command."""
    wanted = Intent.OFFER if kind is Kind.OFFER else Intent.SEEK
    command: Channel = "slash:/offer" if kind is Kind.OFFER else "slash:/shadow"
    plainly = [wish.intent for wish in understand(words, channel="dm", today=today)] == [wanted]
    return Said(words, "dm" if plainly else command)


def _view(at: Address, work: UnitOfWork, now: dt.datetime) -> PersonView:
    """What this person may see; somebody new sees what anybody of their organisation may."""
    organisation = work.people.organisation_of(at.platform, at.workspace)
    if organisation is None:
        raise NotLinked
    person = work.people.at(at) or Person(_NOBODY, organisation, "")
    work.acts_for(person.organisation.id)
    return work.view_of(person, now)


def _of_a_colleague(listing_id: int, view: PersonView, work: UnitOfWork) -> Found | None:
    """An open offer from the looker's own organisation, which no search shows to them."""
    listing = work.listings.get(listing_id)
    if listing is None or listing.organisation_id != view.me.organisation.id:
        return None
    owner = work.people.get(listing.person_id)
    today = local_date(view.now, view.me.time_zone)
    away = owner.paused_until is not None and owner.paused_until > today
    if listing.state is not ListingState.OPEN or listing.expires_on < today or away:
        return None
    return Found(listing.id, listing.kind, listing.details, Glimpse(owner.role, owner.organisation))


def _post(written: str, view: PersonView, work: UnitOfWork) -> Card | None:
    """A channel's post without what has gone since, to people of the organisation that it was made for."""
    try:
        posted = digest_post.Posted.parse(written)
        channel = parse_destination(posted.channel)
    except ValueError:
        return None
    digest = work.digests.get(channel) if isinstance(channel, ChannelAddress) else None
    if digest is None or digest.organisation_id != view.me.organisation.id:
        return None
    since = posted.since or posted.until - FIRST_DIGEST[digest.every]
    items = work.digests.items(digest.organisation_id, since, posted.until)
    there = replace(
        items,
        offers=tuple(one for one in items.offers if view.listing(one.listing_id)),
        requests=tuple(one for one in items.requests if view.listing(one.listing_id)),
        visits=tuple(one for one in items.visits if one[1] > view.now),
    )
    drawn = digest_post.card(there, replace(digest, last_at=posted.since), posted.until)
    return drawn or replace(digest_post.spent(), anew=("show.post", written))


def _written(details: Details) -> str:
    return f"{details.topic} {details.text}".casefold()
