"""The outbox: once for each key, in order in each lane, and nobody's lane delays another's."""

import datetime as dt
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.cards import Card
from bot.pacing import Pace, Rate
from bot.ports.deliveries import Parcel
from bot.ports.outbox import Message, Urgency
from bot.turn import Address, ChannelAddress, Platform
from storage.unit_of_work import SqlStore, open_store
from tests.storage.pool import A_MINUTE, NOW, Pool, address, at_once, dump, message

LEASE = dt.timedelta(seconds=60)
SECOND = dt.timedelta(seconds=1)
LATER = NOW + A_MINUTE


def queue(store: SqlStore, *messages: Message) -> None:
    with store.begin() as work:
        for each in messages:
            work.outbox.queue(each)


def claim(store: SqlStore, at: dt.datetime = NOW, limit: int = 10) -> list[str]:
    return [parcel.key for parcel in store.deliveries.claim(at, LEASE, limit)]


def one(store: SqlStore, at: dt.datetime = NOW) -> Parcel:
    (parcel,) = store.deliveries.claim(at, LEASE, 10)
    return parcel


def test_what_was_queued_comes_out_whole(store: SqlStore) -> None:
    sent = message("hello", words="Ærøskøbing ✓ <!channel>", matter="suggestion:1")
    queue(store, sent)
    assert one(store) == Parcel(1, "hello", address("sam"), sent.card, "", 1, doubt=False, first_try_at=NOW)


def test_a_key_is_queued_once(store: SqlStore) -> None:
    queue(store, message("hello"), message("hello", "kit"))
    queue(store, message("hello", words="Hello again"))
    store.deliveries.delivered(one(store), "m1", NOW)
    queue(store, message("hello"))
    assert claim(store) == []


def test_a_key_queued_by_several_threads_is_queued_once(store: SqlStore) -> None:
    at_once(6, lambda: queue(store, message("hello")))
    assert claim(store) == ["hello"]
    assert claim(store) == []


def test_each_lane_gives_its_oldest_message_and_then_waits(store: SqlStore) -> None:
    queue(store, message("sam 1"), message("sam 2"), message("kit 1", "kit"))
    first = {parcel.key: parcel for parcel in store.deliveries.claim(NOW, LEASE, 10)}
    assert list(first) == ["sam 1", "kit 1"]
    assert claim(store) == []
    store.deliveries.delivered(first["sam 1"], "m1", NOW)
    assert claim(store) == ["sam 2"]


def test_a_channel_is_a_lane_of_its_own(store: SqlStore) -> None:
    channel = ChannelAddress("slack", "TDOOR", "sam")
    queue(store, message("to sam"), Message("to the channel", channel, Card("New this week"), NOW))
    assert [parcel.to for parcel in store.deliveries.claim(NOW, LEASE, 10)] == [address("sam"), channel]


def test_nothing_goes_before_it_is_due_nor_stands_in_the_way_until_then(store: SqlStore) -> None:
    queue(store, message("tomorrow", at=NOW + dt.timedelta(days=1)), message("now"))
    parcel = one(store)
    assert parcel.key == "now"
    store.deliveries.delivered(parcel, "m1", NOW)
    assert claim(store, NOW + dt.timedelta(hours=23)) == []
    assert claim(store, NOW + dt.timedelta(days=1)) == ["tomorrow"]


def test_of_two_that_are_due_the_one_due_first_goes_first(store: SqlStore) -> None:
    queue(store, message("later", at=NOW + A_MINUTE), message("sooner"))
    assert one(store, NOW + 2 * A_MINUTE).key == "sooner"


def test_the_limit_is_kept_and_those_who_waited_longest_come_first(store: SqlStore) -> None:
    queue(store, message("kit", "kit", NOW + A_MINUTE), message("sam", "sam", NOW), message("ana", "ana", NOW))
    assert claim(store, NOW + A_MINUTE, limit=2) == ["sam", "ana"]
    assert claim(store, NOW + A_MINUTE, limit=2) == ["kit"]


def test_an_answer_overtakes_routine_in_other_lanes(store: SqlStore) -> None:
    queue(
        store,
        *(replace(message(f"digest {who}", who), urgency=Urgency.ROUTINE) for who in ("sam", "kit")),
        replace(message("news", "ana", NOW + A_MINUTE), urgency=Urgency.NEWS),
        replace(message("answer", "priya", NOW + A_MINUTE), urgency=Urgency.ANSWER),
    )
    assert claim(store, NOW + A_MINUTE, limit=3) == ["answer", "news", "digest sam"]


def test_an_answer_keeps_its_place_in_its_lane_and_hurries_what_is_before_it(store: SqlStore) -> None:
    queue(
        store,
        replace(message("kit's digest", "kit"), urgency=Urgency.ROUTINE),
        replace(message("sam's digest", "sam", NOW + A_MINUTE), urgency=Urgency.ROUTINE),
        replace(message("answer", "sam", NOW + A_MINUTE), urgency=Urgency.ANSWER),
    )
    (parcel,) = store.deliveries.claim(NOW + A_MINUTE, LEASE, 1)
    assert parcel.key == "sam's digest"
    store.deliveries.delivered(parcel, "m1", NOW)
    assert claim(store, NOW + A_MINUTE, limit=1) == ["answer"]


PACES: dict[Platform, Pace] = {
    "slack": Pace(lane=Rate(SECOND), workspace=Rate(SECOND / 10, burst=3)),
    "teams": Pace(lane=Rate(2 * SECOND, burst=2), workspace=Rate(SECOND / 30, burst=10)),
}


def send_what_may_go(store: SqlStore, at: dt.datetime, limit: int = 10) -> list[str]:
    sent = []
    while parcels := store.deliveries.claim(at, LEASE, limit, PACES):
        for parcel in parcels:
            sent.append(parcel.key)
            store.deliveries.delivered(parcel, f"id of {parcel.key}", at)
    return sent


def test_a_lane_goes_at_its_platforms_pace(store: SqlStore) -> None:
    queue(store, *(message(f"sam {n}") for n in range(3)), *(message(f"ana {n}", "ana") for n in range(4)))
    went = [send_what_may_go(store, NOW + n * SECOND) for n in range(4)]
    assert went == [["sam 0", "ana 0", "ana 1"], ["sam 1"], ["sam 2", "ana 2"], []]
    assert send_what_may_go(store, NOW + 4 * SECOND) == ["ana 3"]


def test_a_workspace_goes_at_its_platforms_pace_and_stands_in_nobodys_way(store: SqlStore) -> None:
    crowd = [Address("slack", "TDOOR", f"U{n}") for n in range(20)]
    queue(store, *(Message(f"crowd {to.user}", to, Card("Hello"), NOW) for to in crowd), message("kit", "kit", LATER))
    assert send_what_may_go(store, LATER, limit=5) == ["crowd U0", "crowd U1", "crowd U2", "kit"]
    tenths = [len(send_what_may_go(store, LATER + n * SECOND / 10)) for n in range(1, 10)]
    assert tenths == [1] * 9


def test_updates_go_at_once_but_not_into_a_workspace_that_is_paused(store: SqlStore) -> None:
    queue(store, message("new"), message("update", replaces="m0"), message("another"))
    assert send_what_may_go(store, NOW) == ["new", "update"]
    store.deliveries.pause(address("sam"), NOW + A_MINUTE)
    queue(store, message("more", replaces="m0"), message("elsewhere", "kit"))
    assert send_what_may_go(store, NOW + 2 * SECOND) == ["elsewhere"]
    assert send_what_may_go(store, NOW + A_MINUTE) == ["another"]
    assert send_what_may_go(store, NOW + A_MINUTE + SECOND / 10) == ["more"]


def test_a_pause_never_ends_earlier_because_of_a_shorter_one(store: SqlStore) -> None:
    queue(store, message("new"))
    store.deliveries.pause(address("sam"), NOW + A_MINUTE)
    store.deliveries.pause(address("sam"), NOW + SECOND)
    assert send_what_may_go(store, NOW + A_MINUTE - SECOND) == []
    assert send_what_may_go(store, NOW + A_MINUTE) == ["new"]


def test_claims_in_several_threads_keep_to_one_pace(store: SqlStore) -> None:
    crowd = [Address("slack", team, f"U{n}") for n in range(30) for team in ("TDOOR", "THANDS")]
    queue(store, *(Message(f"to {to}", to, Card("Hello"), NOW) for to in crowd))
    assert len(send_what_may_go(store, NOW)) == 6
    taken = at_once(4, lambda: len(store.deliveries.claim(NOW + SECOND, LEASE, 10, PACES)))
    assert sum(taken) == 6


def test_what_is_free_again_is_forgotten(store: SqlStore) -> None:
    queue(store, message("hello"))
    send_what_may_go(store, NOW)
    store.tidy(NOW + A_MINUTE)
    with store.engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from pace")).scalar() == 0


def test_a_message_that_must_wait_holds_its_own_lane_alone(store: SqlStore) -> None:
    queue(store, message("sam 1"), message("sam 2"), message("kit 1", "kit"), message("kit 2", "kit"))
    sam, kit = store.deliveries.claim(NOW, LEASE, 10)
    store.deliveries.retry(sam, NOW + LEASE / 2, "429", 0)
    store.deliveries.delivered(kit, "m1", NOW)
    assert claim(store) == ["kit 2"]
    assert claim(store, NOW + LEASE / 2) == ["sam 1"]


def test_a_message_given_up_lets_its_lane_go_on(store: SqlStore) -> None:
    queue(store, message("sam 1"), message("sam 2"))
    store.deliveries.give_up(one(store), "blocked", NOW)
    assert claim(store) == ["sam 2"]
    assert claim(store, NOW + dt.timedelta(days=400)) == ["sam 2"]


def test_a_lease_that_ran_out_leaves_a_doubt(store: SqlStore) -> None:
    queue(store, message("hello"), message("next"))
    assert one(store).attempts == 1
    assert claim(store, NOW + LEASE - dt.timedelta(microseconds=1)) == []
    parcel = one(store, NOW + LEASE)
    assert (parcel.key, parcel.attempts, parcel.doubt, parcel.first_try_at) == ("hello", 2, True, NOW)
    assert one(store, NOW + 2 * LEASE).doubt, "whoever asked has stopped as well"


def test_what_is_in_doubt_is_asked_about_when_it_is_time_and_its_lane_waits(store: SqlStore) -> None:
    queue(store, message("hello"), message("next"))
    store.deliveries.check(one(store), NOW + A_MINUTE, "time-out", 0)
    assert claim(store, NOW + A_MINUTE / 2) == []
    parcel = one(store, NOW + A_MINUTE)
    assert (parcel.key, parcel.doubt, parcel.first_try_at) == ("hello", True, NOW)
    store.deliveries.retry(parcel, NOW + A_MINUTE, "not there", 0)
    again = one(store, NOW + A_MINUTE)
    assert (again.key, again.doubt, again.first_try_at, again.attempts) == ("hello", False, NOW, 3)


def test_what_is_held_waits_for_a_person_and_its_lane_goes_on(store: SqlStore) -> None:
    queue(store, message("hello"), message("next"))
    store.deliveries.hold(one(store), "time-out", NOW)
    assert claim(store) == ["next"]
    assert claim(store, NOW + dt.timedelta(days=400)) == ["next"]


def test_that_it_arrived_is_true_however_late_it_is_said(pool: Pool) -> None:
    store = pool.store
    queue(store, message("held", words="a secret"), message("checked", "kit", words="a secret"))
    held, checked = store.deliveries.claim(NOW, LEASE, 10)
    for parcel in store.deliveries.claim(NOW + LEASE, LEASE, 10):
        if parcel.key == "held":
            store.deliveries.hold(parcel, "nobody to ask", NOW + LEASE)
    store.deliveries.delivered(held, "m1", NOW + LEASE)
    store.deliveries.delivered(checked, "m2", NOW + LEASE)
    assert claim(store, NOW + 3 * LEASE) == []
    assert "a secret" not in dump(store)


def test_one_that_is_due_earlier_but_comes_later_waits_until_the_lane_is_free(store: SqlStore) -> None:
    queue(store, message("first", at=NOW))
    first = one(store)
    queue(store, message("came later", at=NOW - A_MINUTE))
    assert claim(store) == []
    store.deliveries.check(first, NOW, "time-out", 0)
    assert [parcel.doubt for parcel in store.deliveries.claim(NOW, LEASE, 10)] == [True]


def test_who_comes_too_late_changes_nothing(store: SqlStore) -> None:
    queue(store, message("hello"), message("next"))
    late, now = one(store), NOW + LEASE
    current = one(store, now)
    store.deliveries.retry(late, now, "late", 0)
    store.deliveries.check(late, now, "late", 0)
    store.deliveries.hold(late, "late", now)
    store.deliveries.give_up(late, "late", now)
    assert claim(store, now) == []
    store.deliveries.retry(current, now, "429", 0)
    assert one(store, now).attempts == 3


def test_settling_twice_changes_nothing(store: SqlStore) -> None:
    queue(store, message("hello"))
    parcel = one(store)
    store.deliveries.delivered(parcel, "m1", NOW)
    store.deliveries.retry(parcel, NOW, "again", 0)
    assert claim(store) == []


def test_one_slow_lane_delays_no_other(store: SqlStore) -> None:
    queue(store, *(message(f"sam {n}") for n in range(30)), *(message(f"kit {n}", "kit") for n in range(30)))
    claimed = store.deliveries.claim(NOW, LEASE, 1)
    assert [parcel.key for parcel in claimed] == ["sam 0"]
    sent = []
    for _ in range(30):
        parcel = one(store)  # a limit of ten, thirty of Sam's before it, and Sam's lane is never settled
        sent.append(parcel.key)
        store.deliveries.delivered(parcel, f"m {parcel.id}", NOW)
    assert sent == [f"kit {n}" for n in range(30)]


def test_dispatchers_in_several_threads_never_share_a_message(store: SqlStore) -> None:
    people = ("sam", "kit", "ana", "priya")
    queue(store, *(message(f"{who} {n}", who) for n in range(15) for who in people))

    def drain() -> list[str]:
        mine: list[str] = []
        for _ in range(40):
            for parcel in store.deliveries.claim(NOW, LEASE, 3):
                mine.append(parcel.key)
                store.deliveries.delivered(parcel, f"m {parcel.id}", NOW)
        return mine

    sent = [key for mine in at_once(4, drain) for key in mine]
    assert Counter(sent) == Counter(f"{who} {n}" for n in range(15) for who in people)


def test_an_update_replaces_the_newest_message_of_its_matter_in_its_lane(store: SqlStore) -> None:
    queue(
        store,
        message("card 1", matter="suggestion:1"),
        message("card 2", matter="suggestion:1"),
        message("other", matter="suggestion:2"),
        message("kit's", "kit", matter="suggestion:1"),
    )
    for _ in range(3):
        for parcel in store.deliveries.claim(NOW, LEASE, 10):
            assert parcel.replaces == ""
            store.deliveries.delivered(parcel, f"id of {parcel.key}", NOW)
    queue(store, message("retire", matter="suggestion:1", supersedes=True))
    update = one(store)
    assert (update.key, update.replaces) == ("retire", "id of card 2")
    store.deliveries.delivered(update, "", NOW)
    queue(store, message("retire again", matter="suggestion:1", supersedes=True))
    assert one(store).replaces == "id of card 2"


def test_what_an_update_supersedes_before_it_was_sent_is_never_sent(store: SqlStore) -> None:
    queue(store, message("tried", matter="suggestion:1"))
    store.deliveries.retry(one(store), NOW, "429", 0)
    queue(
        store,
        message("untried", matter="suggestion:1"),
        message("other", matter="suggestion:2"),
        message("retire", matter="suggestion:1", supersedes=True),
        message("fresh", matter="suggestion:1"),
        message("retire", matter="suggestion:1", supersedes=True),
    )
    sent = []
    while parcels := store.deliveries.claim(NOW, LEASE, 10):
        for parcel in parcels:
            sent.append((parcel.key, parcel.replaces))
            store.deliveries.delivered(parcel, f"id of {parcel.key}", NOW)
    assert sent == [("tried", ""), ("other", ""), ("retire", "id of tried"), ("fresh", "")]


def test_an_update_of_nothing_says_nothing_and_lets_its_lane_go_on(store: SqlStore) -> None:
    queue(
        store,
        message("retire", matter="suggestion:1", supersedes=True),
        message("retire too", supersedes=True),
        message("hello"),
    )
    assert claim(store) == ["hello"]


def test_an_update_knows_the_message_it_was_told_to_replace(store: SqlStore) -> None:
    queue(store, message("answer", replaces="the pressed card", supersedes=True))
    parcel = one(store)
    assert parcel.replaces == "the pressed card"
    store.deliveries.retry(parcel, NOW, "again", 0)
    assert one(store).replaces == "the pressed card"


def test_words_are_gone_once_they_are_delivered(pool: Pool) -> None:
    queue(pool.store, message("hello", words="the night shelter is in Mabgate"))
    pool.store.deliveries.delivered(one(pool.store), "m1", NOW)
    assert "Mabgate" not in dump(pool.store)


def test_what_was_given_up_keeps_its_words_for_a_month(pool: Pool) -> None:
    queue(pool.store, message("hello", words="the night shelter is in Mabgate"))
    pool.store.deliveries.give_up(one(pool.store), "blocked", NOW)
    for days, kept in ((29, True), (31, False)):
        pool.store.tidy(NOW + dt.timedelta(days=days))
        assert ("Mabgate" in dump(pool.store)) is kept


@pytest.mark.processes
def test_killed_between_commit_and_send_it_still_goes_out(pool: Pool, url: str) -> None:
    program = """
import datetime as dt, os, signal, sys
from bot.cards import Card
from bot.ports.outbox import Message
from bot.turn import Address
from storage.unit_of_work import open_store
store, now = open_store(sys.argv[1]), dt.datetime.fromisoformat(sys.argv[2])
with store.begin() as work:
    work.outbox.queue(Message("committed", Address("slack", "TDOOR", "sam"), Card("Hello"), now))
store.deliveries.claim(now, dt.timedelta(seconds=60), 10)
with store.begin() as work:
    work.outbox.queue(Message("not committed", Address("slack", "THANDS", "kit"), Card("Hello"), now))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    pool.store.close()
    done = subprocess.run([sys.executable, "-c", program, url, NOW.isoformat()], check=False, timeout=50)
    assert done.returncode == -9
    restarted = open_store(url)
    assert claim(restarted, NOW) == []
    assert claim(restarted, NOW + LEASE) == ["committed"]
    restarted.close()


def test_a_card_that_cannot_be_read_holds_up_nobody(store: SqlStore) -> None:
    queue(store, message("bad"), message("good"))
    with store.engine.begin() as connection:
        connection.execute(sa.text("update message set card = '{}' where key = 'bad'"))
    assert claim(store) == ["good"]
