"""Workspaces that leave: nothing is sent there, what is to be said waits, and who comes back hears it."""

import datetime as dt
from dataclasses import replace

from bot.model.exchanges import LegState
from bot.ports.workspaces import Workspace
from tests.storage.pool import A_DAY, A_MINUTE, NOW, Pool, address, at_once, dump, message

LEASE = dt.timedelta(seconds=60)


def leave(pool: Pool) -> bool:
    with pool.store.begin() as work:
        left = work.workspaces.left("slack", "TDOOR", NOW)
        work.outbox.hold("slack", "TDOOR")
        return left is not None


def claim(pool: Pool, at: dt.datetime = NOW) -> list[str]:
    return [parcel.key for parcel in pool.store.deliveries.claim(at, LEASE, 10)]


def test_it_leaves_once(pool: Pool) -> None:
    with pool.store.begin() as work:
        assert work.workspaces.left("slack", "TDOOR", NOW) == (pool.door, Workspace("slack", "TDOOR", "", NOW))
        assert work.workspaces.has_left("slack", "TDOOR")
        assert work.workspaces.left("slack", "TDOOR", NOW + A_DAY) is None
        assert work.workspaces.left("slack", "TNOBODYS", NOW) is None
        assert not work.workspaces.has_left("slack", "THANDS")


def test_of_several_who_tell_it_at_once_one_is_first(pool: Pool) -> None:
    assert sorted(at_once(3, lambda: leave(pool))) == [False, False, True]


def test_nobody_there_can_be_reached_and_everybody_elsewhere_can(pool: Pool) -> None:
    leave(pool)
    with pool.store.begin() as work:
        assert work.people.home(pool.sam.id) is None
        assert work.people.last_home(pool.sam.id) == address("sam")
        assert work.people.home(pool.kit.id) == address("kit")
        assert work.people.found(address("sam")) == (pool.sam, False)


def test_what_was_to_be_sent_there_waits_and_is_sent_on_return(pool: Pool) -> None:
    with pool.store.begin() as work:
        work.outbox.queue(message("before"))
        work.outbox.queue(message("kit's", "kit"))
    leave(pool)
    with pool.store.begin() as work:
        work.outbox.queue(replace(message("meanwhile", at=NOW + A_MINUTE), waits=True))
    assert claim(pool, NOW + A_DAY) == ["kit's"]
    assert pool.store.next_due() is not None, "kit's alone"
    with pool.store.begin() as work:
        work.workspaces.back("slack", "TDOOR")
        work.people.seen(address("sam"), NOW + A_DAY)
        work.outbox.release(pool.sam.id, address("sam"), NOW + A_DAY)
        assert not work.workspaces.has_left("slack", "TDOOR")
    (parcel,) = pool.store.deliveries.claim(NOW + A_DAY, LEASE, 10)
    assert parcel.key == "before"
    pool.store.deliveries.delivered(parcel, "m1", NOW + A_DAY)
    assert claim(pool, NOW + A_DAY) == ["meanwhile"]


def test_only_the_newest_of_a_matter_waits(pool: Pool) -> None:
    leave(pool)
    with pool.store.begin() as work:
        for key in ("dates", "booked", "cancelled"):
            work.outbox.queue(replace(message(key, matter="leg:1", words=f"words of {key}"), waits=True))
        work.outbox.release(pool.sam.id, address("sam"), NOW)
    assert claim(pool) == ["cancelled"]
    assert "words of booked" not in dump(pool.store)


def test_what_waits_does_not_wait_for_ever(pool: Pool) -> None:
    leave(pool)
    with pool.store.begin() as work:
        work.outbox.queue(replace(message("old", words="a word to Sam"), waits=True))
    pool.store.tidy(NOW + 29 * A_DAY)
    assert "a word to Sam" in dump(pool.store)
    pool.store.tidy(NOW + 31 * A_DAY)
    assert "a word to Sam" not in dump(pool.store)
    with pool.store.begin() as work:
        work.outbox.release(pool.sam.id, address("sam"), NOW)
    assert claim(pool, NOW + 31 * A_DAY) == []


def test_what_waits_forgets_somebody_with_them(pool: Pool) -> None:
    leave(pool)
    with pool.store.begin() as work:
        work.outbox.queue(replace(message("news", words="Priya Shah said yes"), waits=True))
        work.people.erase(pool.priya.id)
        work.outbox.release(pool.sam.id, address("sam"), NOW)
    assert "Priya Shah" not in dump(pool.store)
    assert claim(pool) == []


def test_stranded_are_those_with_a_visit_to_come(pool: Pool) -> None:
    exchange = pool.accept(pool.ask(pool.priya, pool.sam, pool.post(pool.sam)))
    leave(pool)
    with pool.store.begin() as work:
        assert work.workspaces.stranded("slack", "TDOOR") == (pool.sam.id,)
        assert work.workspaces.stranded("slack", "THANDS") == ()
        assert work.workspaces.stranded("teams", "leeds") == (), "reached as before"
    pool.move(exchange.legs[0], LegState.HAPPENED, NOW)
    with pool.store.begin() as work:
        assert work.workspaces.stranded("slack", "TDOOR") == ()


def test_linking_what_is_linked_changes_nothing(pool: Pool) -> None:
    with pool.store.begin() as work:
        assert work.workspaces.link(pool.hands.id, "slack", "TNEW")
        assert not work.workspaces.link(pool.door.id, "slack", "TNEW")
        assert work.people.organisation_of("slack", "TNEW") == pool.hands
