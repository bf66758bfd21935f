"""The gallery: every card that the product can show, with the worst that people can put into it.

Three rooms. *Harvested*: each different card that anybody was shown in any transcript. *Filled*: each shape among those
with the worst words wherever somebody's words can stand. *Crowded*: what a town at its fullest gets to see, by way of
the real engine. A platform's test hangs all of them in its own frame and looks whether they are legal.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

from bot.cards import (
    Buttons,
    Card,
    ChoiceField,
    DateField,
    Entry,
    Facts,
    Field,
    Form,
    Link,
    Part,
    Quote,
    Text,
    TextField,
    TimeField,
)
from bot.commands import carry_out
from bot.commands.introductions import Accept, Ask
from bot.commands.listings import MOST_OPEN
from bot.dialogues import digest_post, introduction_cards, mine, reflecting, results, visit_cards, visit_forms
from bot.model.exchanges import LegState, Sharing
from bot.model.listings import Activity, Details, Kind, ListingState
from bot.model.organisations import Organisation, Person, Sector
from bot.model.when import When
from bot.ports.digests import Digest, DigestItems
from bot.ports.seen import Found, Glimpse
from bot.ports.unit_of_work import UnitOfWork
from bot.turn import ChannelAddress, Platform
from bot.understanding.understood import Intent, Understood
from tests.plays import TRANSCRIPTS, Plays
from tests.town import Town

WORDS = {
    "plain": "An hour on grant budgeting",
    "three thousand": "What surprised me was how many doors there are. " * 63,
    "no spaces": "x" * 4000,
    "mentions": "<!channel> <!here> <@U024BE7LH> <#C1|general> <at>everyone</at> @channel @here @everyone",
    "markup": "*bold* _it_ ~no~ `code` ```pre``` > quote & <https://bad.example|click> <b>b</b> [c](https://d.example)",
    "templates": "{{DATE(2026-12-03T10:00:00Z, SHORT)}} ${name} {0} %s # heading &lt;!channel&gt; <script>x</script>",
    "arabic": "مرحبا، أستطيع استضافة شخص ليوم واحد \u202etxt.exe",
    "welsh": "Cysgodi gweithiwr cymdeithasol yng Nghaerdydd: tŷ, ŵyr, ffôn",
    "emoji": "👩🏽‍🦽👨‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿" * 60,
    "control": "a\x00b\x07c\ud800d\r\ne\u2028f",
    "blank": "   ",
    "nothing": "",
    "ampersands": "&<>" * 1000,
}
"""Words that people type, paste, or send by accident."""

NAME = 'Zoë <b>&"Ó Súilleabháin"</b>'
ROLE = "Cydlynydd lloches nos & <gweithiwr> ieuenctid, منسق " + "hir " * 10
LONG = "What surprised me was how many doors there are. " * 63


@dataclass(frozen=True)
class Exhibit:
    """A card, and where it came from: "crowded: mine"."""

    name: str
    card: Card


def harvested(plays: Plays) -> Iterator[Exhibit]:
    """Each different card of every transcript, those that were updated in place among them."""
    seen: set[Card] = set()
    for path in TRANSCRIPTS:
        play = plays.of(path)
        cards = [*play.cards.values(), *(card for _, _, card in play.towns[0].chats.earlier)]
        for card in cards:
            if card not in seen:
                seen.add(card)
                yield Exhibit(f"{path.stem}: {card.title[:40]}", card)


def filled(plays: Plays, words: str) -> Iterator[Exhibit]:
    """Each different shape of card there is, with `words` wherever somebody's words can stand."""
    seen: set[Card] = set()
    for exhibit in harvested(plays):
        card = with_words(exhibit.card, words)
        shape = replace(card, matter="", parts=tuple(_unnumbered(part) for part in card.parts))
        if shape not in seen:
            seen.add(shape)
            yield Exhibit(exhibit.name, card)


def with_words(card: Card, words: str) -> Card:
    """The same card with these words for every text that is not a button's label, a verb or an address."""
    return replace(card, title=words, parts=tuple(_filled(part, words) for part in card.parts))


def crowded(folder: Path, platform: Platform = "slack") -> tuple[Exhibit, ...]:
    """What a town at its fullest shows: as many offers and visits as may be, 3,000 characters in each answer."""
    town = Town(folder)
    try:
        host, guest = _two_people(town, platform)
        return (*_of_lists(town, host, guest), *_of_visits(town, host, guest), *_without_anything(town, platform))
    finally:
        town.close()


# ---------------------------------------------------------------- the worst words in every place


def _filled(part: Part, words: str) -> Part:
    match part:
        case Text():
            return replace(part, text=words)
        case Facts():
            return replace(part, rows=tuple((label, words) for label, _ in part.rows))
        case Quote():
            return replace(part, text=words, by=words and part.by and words)
        case Entry():
            return replace(part, title=words, lines=tuple(words for _ in part.lines))
        case Form():
            return replace(part, fields=tuple(_filled_field(field, words) for field in part.fields))
        case Buttons() | Link():
            return part
        case _:
            assert_never(part)


def _filled_field(field: Field, words: str) -> Field:
    match field:
        case TextField():
            return replace(field, value=words[: field.limit])
        case ChoiceField() | DateField() | TimeField():
            return field
        case _:
            assert_never(field)


def _unnumbered(part: Part) -> Part:
    """Without the ids in it, so that two cards of one shape are one."""
    match part:
        case Buttons():
            return replace(part, buttons=tuple(replace(one, value="") for one in part.buttons))
        case Entry():
            return replace(part, buttons=tuple(replace(one, value="") for one in part.buttons))
        case Form():
            fields = tuple(
                replace(one, value="") if isinstance(one, ChoiceField | DateField | TimeField) else one
                for one in part.fields
            )
            return replace(part, value="", fields=fields)
        case Link():
            return replace(part, url="")
        case _:
            return part


# ---------------------------------------------------------------- the fullest town


def _two_people(town: Town, platform: Platform) -> tuple[Person, Person]:
    """Somebody of a council and somebody of a charity, with the names that break things."""
    people = []
    for number, sector in enumerate((Sector.COUNCIL, Sector.CHARITY)):
        organisation = f"{number} Cyngor & <Elusen> " + "Gwasanaethau " * 8
        resident = town.resident(f"{NAME} {number}", ROLE, organisation, sector, platform, place="Caerdydd")
        with town.store.begin() as work:
            person = work.people.at(resident.address)
            assert person is not None
            people.append(person)
    return people[0], people[1]


def _of_lists(town: Town, host: Person, guest: Person) -> Iterator[Exhibit]:
    """Forty offers here, forty requests there, and each looking at the other's."""
    now = town.clock.now()
    with town.store.begin() as work:
        for number in range(MOST_OPEN):
            _stands(work, host, Kind.OFFER, f"Cyllidebu & grantiau <{number}>", now)
            _stands(work, guest, Kind.REQUEST, f"Cyllidebu & grantiau <{number}>", now)
    with town.store.begin() as work:
        for person, kind in ((host, Kind.OFFER), (guest, Kind.REQUEST)):
            view = work.view_of(work.people.get(person.id), now)
            yield Exhibit(f"crowded: mine, {kind}s", mine.mine(view))
            yield Exhibit(f"crowded: on offer to the other, {kind}s", mine.on_offer(Understood(Intent.BROWSE), view))
        view = work.view_of(guest, now)
        request = view.my_listings()[0]
        yield Exhibit("crowded: search", results.card(request, view))
        yield Exhibit("crowded: search once asked", results.card_after(request, view, LONG[:300]))
        channel = ChannelAddress("slack", "TCARDIFF", "CGENERAL")
        digest = Digest(channel, host.organisation.id, 0, 9, "Europe/London")
        items = work.digests.items(host.organisation.id, now - dt.timedelta(days=7), now)
        items = replace(items, offers=tuple(_found(number) for number in range(40)), requests=items.requests)
        post = digest_post.card(items, digest, now)
        assert post is not None
        yield Exhibit("crowded: digest", post)


def _of_visits(town: Town, host: Person, guest: Person) -> Iterator[Exhibit]:
    """An introduction and a visit at each stage, with everything said at full length."""
    now = town.clock.now()
    with town.store.begin() as work:
        offer = work.listings.open_of(host.id)[0]
    with town.store.begin() as work:
        carry_out(Ask(offer.id, None, ("because " * 20,) * 5), guest, work, now)
        [suggestion] = work.exchanges.waiting(host.id)
        view = work.view_of(host, now)
        seen = view.suggestion(suggestion.id)
        assert seen is not None
        yield Exhibit("crowded: introduction", introduction_cards.card(seen, question=LONG[:600]))
        carry_out(Accept(suggestion.id), host, work, now)
        exchange = work.exchanges.exchange_of(suggestion.id)
        assert exchange is not None
        leg = exchange.legs[0]
        starts = tuple(now + dt.timedelta(days=number) for number in range(7, 10))
        work.exchanges.propose(leg.id, guest.id, starts, "Neuadd & <y Ddinas> " * 10)
        view = work.view_of(host, now)
        met, seen_leg = view.suggestion(suggestion.id), view.leg(leg.id)
        assert met is not None
        assert seen_leg is not None
        yield Exhibit("crowded: met", introduction_cards.met(met))
        for state in LegState:
            staged = replace(leg, state=state, starts_at=starts[0], where="Neuadd & <y Ddinas> " * 10)
            yield Exhibit(f"crowded: visit {state}", visit_cards.card(replace(seen_leg, leg=staged), view))
        yield Exhibit("crowded: dates form", visit_forms.dates_form(seen_leg, view))
        yield Exhibit("crowded: reflection form", reflecting.form(seen_leg, LONG))
        written = work.exchanges.reflect(leg.id, host.id, (LONG[:3000],) * 3, Sharing.PUBLIC, now)
        with_reflection = replace(seen_leg, reflection=written)
        yield Exhibit("crowded: reflection form again", reflecting.form(with_reflection))
        yield Exhibit("crowded: reflection kept", reflecting.kept(with_reflection))
        channel = ChannelAddress("slack", "TCARDIFF", "CGENERAL")
        digest = Digest(channel, host.organisation.id, 0, 9, "Europe/London", every="monthly")
        quoted = DigestItems(reflections=((written, leg.details, seen_leg.other),))
        post = digest_post.card(quoted, digest, now)
        assert post is not None
        yield Exhibit("crowded: digest with a reflection", post)


def _without_anything(town: Town, platform: Platform) -> Iterator[Exhibit]:
    """Somebody who has nothing yet."""
    resident = town.resident("N", "r", "Nobody yet", Sector.COMMUNITY_GROUP, platform)
    with town.store.begin() as work:
        person = work.people.at(resident.address)
        assert person is not None
        view = work.view_of(person, town.clock.now())
        yield Exhibit("empty: mine", mine.mine(view))
        yield Exhibit("empty: progress", mine.progress(view))


def _stands(work: UnitOfWork, person: Person, kind: Kind, topic: str, now: dt.datetime) -> None:
    details = Details(
        activity=Activity.SKILL,
        topic=(topic + " " + "hir " * 30)[:120],
        text=(LONG + WORDS["mentions"])[-600:],
        duration_minutes=2100,
        place="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        when=When(days=("MO", "TU", "WE", "TH", "FR"), part="morning", start=now.date(), every="fortnightly"),
        capacity=20,
        reciprocal=True,
    )
    listing = work.listings.add(kind, person, details, now=now, expires_on=now.date() + dt.timedelta(days=90))
    work.listings.save(replace(listing, state=ListingState.OPEN))


def _found(number: int) -> Found:
    organisation = Organisation(number, "Elusen & <Cyngor> " * 6, Sector.CHARITY, "Caerdydd")
    details = Details(Activity.PLACEMENT, topic="x" * 120, text=LONG[:600], duration_minutes=4200)
    return Found(number, Kind.OFFER, details, Glimpse(ROLE, organisation), ("because " * 20,) * 5)
