"""Messages that were given up: told of once, sent again or dropped once, and never shown to another organisation."""

import datetime as dt
from dataclasses import replace

from bot.ports.failures import Undelivered
from bot.ports.outbox import Message
from bot.ports.seen import Coordination
from bot.turn import ChannelAddress
from storage import tables
from storage.database import transaction
from storage.reach import Grant
from tests.storage.pool import A_DAY, A_MINUTE, NOW, Pool, address, at_once, dump, message

LEASE = dt.timedelta(seconds=60)


def give_up(pool: Pool, *messages: Message, why: str = "account_inactive") -> None:
    with pool.store.begin() as work:
        for each in messages:
            work.outbox.queue(each)
    while parcels := pool.store.deliveries.claim(NOW, LEASE, 10):
        for parcel in parcels:
            pool.store.deliveries.give_up(parcel, why, NOW)


def untold(pool: Pool) -> list[Undelivered]:
    found = []
    with pool.store.begin() as work:
        while (one := work.failures.next_untold()) is not None:
            work.failures.mark_told(one.id, NOW)
            found.append(one)
    return found


def coordination(pool: Pool, name: str) -> Coordination | None:
    with pool.store.begin() as work:
        person = replace(work.people.get(getattr(pool, name).id), coordinator=True)
        return work.view_of(person, NOW).coordination()


def listed(pool: Pool, name: str) -> list[int]:
    seen = coordination(pool, name)
    assert seen is not None
    return [one.id for one in seen.undelivered]


def test_each_is_told_of_once_with_its_reader_and_without_its_words(pool: Pool) -> None:
    give_up(pool, message("a", words="a secret"), message("b", "priya"))
    first, second = untold(pool)
    assert first == Undelivered(
        1, address("sam"), pool.door.id, "account_inactive", NOW, pool.sam.id, "Sam Okoro", sendable=True
    )
    assert (second.organisation_id, second.name) == (pool.leeds.id, "Priya Shah")
    assert untold(pool) == []


def hold(pool: Pool, *messages: Message) -> None:
    with pool.store.begin() as work:
        for each in messages:
            work.outbox.queue(each)
    while parcels := pool.store.deliveries.claim(NOW, LEASE, 10):
        for parcel in parcels:
            pool.store.deliveries.hold(parcel, "502", NOW)


def test_what_is_held_is_told_of_as_a_doubt_in_the_same_place(pool: Pool) -> None:
    hold(pool, message("a", "priya", words="a secret"))
    assert pool.store.next_due() == NOW
    (held,) = untold(pool)
    assert (held.doubt, held.name, held.why, held.sendable) == (True, "Priya Shah", "502", True)
    assert listed(pool, "ana") == [1]


def test_what_is_held_is_sent_again_or_dropped_by_a_person_and_by_nobody_else(pool: Pool) -> None:
    hold(pool, message("a", "priya"), message("b", "ana", words="a secret"))
    assert pool.store.deliveries.claim(NOW + 30 * A_DAY, LEASE, 10) == ()
    with pool.store.begin() as work:
        assert work.failures.send_again(1, NOW) == address("priya")
        assert work.failures.drop(2, NOW)
    (parcel,) = pool.store.deliveries.claim(NOW, LEASE, 10)
    assert (parcel.to, parcel.doubt) == (address("priya"), False)
    assert "a secret" not in dump(pool.store)


def test_what_is_held_is_made_needless_by_a_newer_card(pool: Pool) -> None:
    hold(pool, message("old", "priya", matter="suggestion:1"), message("late", "ana"))
    with pool.store.begin() as work:
        work.outbox.queue(message("new", "priya", matter="suggestion:1", supersedes=True))
        assert [one.id for one in work.failures.all()] == [2]


def test_a_failure_that_nobody_was_told_of_is_due(pool: Pool) -> None:
    assert pool.store.next_due() is None
    give_up(pool, message("a"))
    assert pool.store.next_due() == NOW
    untold(pool)
    assert pool.store.next_due() is None


def test_a_post_in_a_channel_is_its_workspaces_affair(pool: Pool) -> None:
    channel = ChannelAddress("slack", "TDOOR", "C1")
    give_up(pool, Message("post", channel, message("x").card, NOW))
    (one,) = untold(pool)
    assert (one.to, one.organisation_id, one.person_id, one.name) == (channel, pool.door.id, None, "")
    assert listed(pool, "sam") == [1]


def test_what_only_took_buttons_away_is_missed_by_nobody(pool: Pool) -> None:
    with pool.store.begin() as work:
        work.outbox.queue(message("card", matter="leg:1"))
    (parcel,) = pool.store.deliveries.claim(NOW, LEASE, 1)
    pool.store.deliveries.delivered(parcel, "m1", NOW)
    give_up(pool, message("retire", matter="leg:1", supersedes=True))
    assert untold(pool) == []
    assert listed(pool, "sam") == []


def test_of_somebody_who_was_forgotten_there_is_nothing_to_tell(pool: Pool) -> None:
    give_up(pool, message("a"))
    with pool.store.begin() as work:
        work.people.erase(pool.sam.id)
    assert untold(pool) == []
    with pool.store.begin() as work:
        assert work.failures.all() == ()


def test_a_coordinator_sees_those_of_the_own_organisation_alone(pool: Pool) -> None:
    give_up(pool, message("a"), message("b", "priya"), message("c", "kit"))
    assert listed(pool, "sam") == [1]
    assert listed(pool, "ana") == [2]
    assert listed(pool, "kit") == [3]
    with pool.store.begin() as work:
        assert work.view_of(pool.sam, NOW).coordination() is None, "who coordinates nothing sees none of it"


def test_a_workspace_whose_id_begins_like_another_is_another(pool: Pool) -> None:
    pool.store.setup.link_workspace(pool.hands, "slack", "TDOORS")
    give_up(pool, Message("post", ChannelAddress("slack", "TDOORS", "C1"), message("x").card, NOW))
    assert listed(pool, "sam") == []
    assert listed(pool, "kit") == [1]


def test_sent_again_it_is_a_new_message_in_the_same_lane(pool: Pool) -> None:
    give_up(pool, message("a", words="still wanted"))
    with pool.store.begin() as work:
        assert work.failures.send_again(1, NOW + A_MINUTE) == address("sam")
        assert work.failures.send_again(1, NOW + A_MINUTE) is None
        assert work.failures.get(1) is None
    (parcel,) = pool.store.deliveries.claim(NOW + A_MINUTE, LEASE, 10)
    assert parcel.card == message("a", words="still wanted").card
    assert (parcel.to, parcel.attempts) == (address("sam"), 1)
    pool.store.deliveries.delivered(parcel, "m1", NOW)
    assert "still wanted" not in dump(pool.store)


def test_sent_again_it_goes_to_where_the_person_is_now(pool: Pool) -> None:
    give_up(pool, message("a", replaces="m1"))
    elsewhere = replace(address("sam"), platform="web", workspace="door", user="sam")
    with pool.store.begin() as work:
        work.people.gone(address("sam"))
    with transaction(pool.store.engine, Grant.OPERATOR) as session:  # nothing gives people a second address yet
        session.add(
            tables.Address(
                organisation_id=pool.door.id, person_id=pool.sam.id, platform="web", workspace="door", account="sam"
            )
        )
    with pool.store.begin() as work:
        assert work.failures.send_again(1, NOW) == elsewhere
    (parcel,) = pool.store.deliveries.claim(NOW, LEASE, 10)
    assert (parcel.to, parcel.replaces) == (elsewhere, "")


def test_dropped_it_is_gone_with_its_words(pool: Pool) -> None:
    give_up(pool, message("a", words="not wanted"))
    with pool.store.begin() as work:
        assert work.failures.drop(1, NOW)
        assert not work.failures.drop(1, NOW)
        assert work.failures.send_again(1, NOW) is None
    assert "not wanted" not in dump(pool.store)
    assert listed(pool, "sam") == []


def test_of_several_who_send_it_again_at_once_one_does(pool: Pool) -> None:
    give_up(pool, message("a"))

    def again() -> bool:
        with pool.store.begin() as work:
            return work.failures.send_again(1, NOW) is not None

    assert sorted(at_once(3, again)) == [False, False, True]
    assert len(pool.store.deliveries.claim(NOW, LEASE, 10)) == 1


def test_without_its_words_it_can_only_be_dropped(pool: Pool) -> None:
    give_up(pool, message("a"))
    pool.store.tidy(NOW + 31 * A_DAY)
    with pool.store.begin() as work:
        found = work.failures.get(1)
        assert found is not None
        assert not found.sendable
        assert work.failures.send_again(1, NOW) is None
        assert work.failures.drop(1, NOW)


def test_a_newer_card_of_the_matter_makes_it_none(pool: Pool) -> None:
    give_up(pool, message("old", matter="suggestion:1"))
    with pool.store.begin() as work:
        work.outbox.queue(message("closed", matter="suggestion:1", supersedes=True))
        assert work.failures.all() == ()
