"""What a channel's weekly post may say: what is new of others, what is coming, and nobody's name."""

from dataclasses import replace

from bot.model.exchanges import LegState, Sharing
from bot.model.listings import Kind, ListingState
from bot.ports.digests import Digest, DigestItems
from bot.ports.seen import Glimpse
from bot.turn import ChannelAddress
from tests.storage.pool import A_DAY, NOW, SHELTER, Pool

CHANNEL = ChannelAddress("teams", "leeds", "19:general@thread.tacv2")
A_WEEK = 7 * A_DAY


def items(pool: Pool, organisation_id: int) -> DigestItems:
    with pool.store.begin() as work:
        return work.digests.items(organisation_id, NOW - A_WEEK, NOW)


def test_a_channel_subscribes_once(pool: Pool) -> None:
    first = Digest(CHANNEL, pool.leeds.id, 0, 9, "Europe/London")
    second = replace(first, weekday=4, hour=16, every="monthly", on=False, last_at=NOW)
    with pool.store.begin() as work:
        assert work.digests.get(CHANNEL) is None
        work.digests.save(first)
        assert work.digests.get(CHANNEL) == first
        work.digests.save(second)
    with pool.store.begin() as work:
        assert work.digests.get(CHANNEL) == second
        assert work.digests.get(replace(CHANNEL, channel="other")) is None


def test_new_listings_of_others_come_newest_first(pool: Pool) -> None:
    older = pool.post(pool.sam, at=NOW - 2 * A_DAY)
    newer = pool.post(pool.kit, at=NOW - A_DAY)
    wish = pool.post(pool.kit, Kind.REQUEST, at=NOW - A_DAY)
    pool.post(pool.sam, at=NOW - 8 * A_DAY)
    pool.post(pool.ana, at=NOW - A_DAY)
    pool.post(pool.sam, at=NOW - A_DAY, state=ListingState.DRAFT)
    pool.accept(pool.ask(pool.kit, pool.sam, pool.post(pool.sam, at=NOW - A_DAY)))
    new = items(pool, pool.leeds.id)
    assert [one.listing_id for one in new.offers] == [newer.id, older.id]
    assert [one.listing_id for one in new.requests] == [wish.id]
    assert new.offers[0].by == Glimpse("gardener", pool.hands)


def test_visits_are_those_of_the_organisation_in_the_week_ahead(pool: Pool) -> None:
    legs = [pool.accept(pool.ask(guest, pool.sam)).legs[0] for guest in (pool.priya, pool.ana, pool.kit, pool.priya)]
    pool.move(legs[0], LegState.BOOKED, NOW + 3 * A_DAY)
    pool.move(legs[1], LegState.BOOKED, NOW + 8 * A_DAY)
    pool.move(legs[2], LegState.BOOKED, NOW + A_DAY)
    pool.move(legs[3], LegState.BOOKED, NOW - A_DAY)
    assert items(pool, pool.leeds.id).visits == ((SHELTER, NOW + 3 * A_DAY, pool.door),)
    assert [visit[1:] for visit in items(pool, pool.door.id).visits] == [
        (NOW + A_DAY, pool.hands),
        (NOW + 3 * A_DAY, pool.leeds),
    ]


def test_reflections_are_public_ones_and_the_organisations_own(pool: Pool) -> None:
    leg, other, old = (pool.accept(pool.ask(pool.priya, pool.sam)).legs[0] for _ in range(3))
    with pool.store.begin() as work:
        reflect = work.exchanges.reflect
        public = reflect(leg.id, pool.sam.id, ("public", "", ""), Sharing.PUBLIC, NOW - 2 * A_DAY)
        reflect(leg.id, pool.priya.id, ("private", "", ""), Sharing.PRIVATE, NOW - A_DAY)
        ours = reflect(other.id, pool.priya.id, ("ours", "", ""), Sharing.ORGANISATION, NOW - A_DAY)
        reflect(old.id, pool.priya.id, ("old", "", ""), Sharing.PUBLIC, NOW - 8 * A_DAY)
    assert items(pool, pool.leeds.id).reflections == (
        (ours, SHELTER, Glimpse("commissioning manager", pool.leeds)),
        (public, SHELTER, Glimpse("youth worker", pool.door)),
    )
    assert [one[0] for one in items(pool, pool.door.id).reflections] == [public]
    assert items(pool, pool.hands.id).reflections == (), "only the two organisations of the visit read it"


def test_there_is_no_name_in_it_even_of_those_who_know_each_other(pool: Pool) -> None:
    pool.post(pool.sam, at=NOW - A_DAY)
    leg = pool.accept(pool.ask(pool.priya, pool.sam)).legs[0]
    pool.move(leg, LegState.BOOKED, NOW + A_DAY)
    with pool.store.begin() as work:
        work.exchanges.reflect(leg.id, pool.sam.id, ("a", "b", "c"), Sharing.PUBLIC, NOW)
    text = repr(items(pool, pool.leeds.id))
    for person in (pool.priya, pool.sam):
        assert person.name not in text
        assert person.contact not in text


def test_a_reflection_is_shown_without_the_names_of_the_two(pool: Pool) -> None:
    leg = pool.accept(pool.ask(pool.priya, pool.sam)).legs[0]
    words = ("SAM OKORO was kind, and Priya Shah slept.", "Ask Okoro’s team", "Samples from Sam: 2")
    with pool.store.begin() as work:
        kept = work.exchanges.reflect(leg.id, pool.priya.id, words, Sharing.PUBLIC, NOW - A_DAY)
        work.exchanges.reflect(leg.id, pool.sam.id, ("Shah came", "", ""), Sharing.ORGANISATION, NOW - 2 * A_DAY)
    (shown, _, _), (own, _, _) = items(pool, pool.door.id).reflections
    assert shown.surprised == "My host was kind, and the writer slept."
    assert shown.differently == "Ask my host’s team"
    assert shown.tell == "Samples from my host: 2"
    assert own.surprised == "My visitor came"
    assert kept.surprised == words[0], "what is kept for the writer is as it was written"


def test_a_reflection_on_somebody_who_left_is_shown_to_nobody(pool: Pool) -> None:
    leg = pool.accept(pool.ask(pool.priya, pool.sam)).legs[0]
    with pool.store.begin() as work:
        work.exchanges.reflect(leg.id, pool.priya.id, ("Sam sings", "", ""), Sharing.PUBLIC, NOW - A_DAY)
        work.people.erase(pool.sam.id)
    assert items(pool, pool.leeds.id).reflections == ()


def test_nothing_new_is_nothing(pool: Pool) -> None:
    pool.post(pool.ana)
    assert items(pool, pool.leeds.id) == DigestItems()
