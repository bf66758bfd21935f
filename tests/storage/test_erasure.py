"""Forgetting somebody: every word of theirs goes, what others did stays, and they can come back as new."""

from dataclasses import replace

import pytest

from bot.cards import Card
from bot.model.exchanges import ExchangeState, LegState, Sharing, SuggestionState
from bot.model.listings import Activity, Details, Kind, ListingState
from bot.ports.outbox import Message
from bot.ports.reminders import Reminder
from bot.turn import ChannelAddress
from tests.storage.pool import A_DAY, A_MINUTE, NOW, Pool, address, dump, message

WORDS = Details(Activity.SHADOW, "xylophone repair", "Come and see my xylophone workshop", place="Xanadu Mill")
TRACES = ("xylo", "Xanadu", "Sam Okoro", "sam.okoro", "youth worker", "TDOOR:sam", "sammish")


def erase(pool: Pool) -> None:
    with pool.store.begin() as work:
        work.people.erase(pool.sam.id)


def test_no_trace_of_their_words_is_left(pool: Pool) -> None:
    offer = pool.post(pool.sam, details=WORDS)
    pool.post(pool.sam, Kind.REQUEST, WORDS, state=ListingState.DRAFT)
    asked = pool.ask(pool.priya, pool.sam, offer)
    leg = pool.accept(asked).legs[0]
    pool.move(replace(leg, where="Xanadu Mill, back door"), LegState.HAPPENED, NOW)
    declined = pool.ask(pool.kit, pool.sam, offer)
    pool.answer(declined, SuggestionState.DECLINED, why="xylophones are shy")
    with pool.store.begin() as work:
        work.exchanges.reflect(leg.id, pool.sam.id, ("xylo", "xylo", "xylo"), Sharing.PUBLIC, NOW)
        work.conversations.save(pool.sam.id, "sammish state")
        work.conversations.remember_change(pool.sam.id, "sammish change")
        work.outbox.queue(message("to sam", words="Your xylophones"))
        work.outbox.queue(message("about sam", "priya", words="Sam Okoro would show you his xylophones"))
        work.outbox.queue(message("undeliverable", "kit", words="Write to sam.okoro@door.example"))
    for parcel in pool.store.deliveries.claim(NOW, A_MINUTE, 10):
        if parcel.key == "about sam":
            pool.store.deliveries.delivered(parcel, "m1", NOW)
        if parcel.key == "undeliverable":
            pool.store.deliveries.give_up(parcel, "blocked", NOW)
    before = dump(pool.store)
    assert all(trace in before for trace in TRACES if trace != "TDOOR:sam")
    erase(pool)
    after = dump(pool.store)
    assert [trace for trace in TRACES if trace in after] == []


def test_what_others_did_is_still_counted(pool: Pool) -> None:
    leg = pool.accept(pool.ask(pool.priya, pool.sam)).legs[0]
    pool.move(leg, LegState.HAPPENED, NOW)
    with pool.store.begin() as work:
        mine = work.exchanges.reflect(leg.id, pool.priya.id, ("a", "b", "c"), Sharing.PUBLIC, NOW)
    erase(pool)
    with pool.store.begin() as work:
        view = work.view_of(pool.priya, NOW)
        assert (view.tally().mine, view.tally().everybody, view.tally().organisations) == (1, 1, 2)
        seen = view.leg(leg.id)
        assert seen is not None
        assert (seen.other.name, seen.other.role, seen.other.contact) == ("", "", "")
        assert seen.other.organisation == pool.door
        assert seen.reflection == mine


def test_what_is_due_for_them_does_not_ring(pool: Pool) -> None:
    offer, kits = pool.post(pool.sam), pool.post(pool.kit)
    own, of_others = pool.ask(pool.sam, pool.kit, kits), pool.ask(pool.priya, pool.sam, offer)
    leg = pool.accept(of_others).legs[0]
    theirs = [("lapse", offer.id), ("expire", own.id), ("arrange", leg.id), ("resume", pool.sam.id)]
    others = [("lapse", kits.id), ("pass_on", of_others.id), ("resume", pool.kit.id)]
    with pool.store.begin() as work:
        for kind, number in theirs + others:
            work.reminders.set(Reminder(f"{kind}:{number}", kind, str(number), NOW))
    erase(pool)
    rung = []
    with pool.store.begin() as work:
        while (reminder := work.claim_reminder(NOW)) is not None:
            rung.append((reminder.kind, int(reminder.about)))
    assert sorted(rung) == sorted(others)


def test_nothing_of_theirs_stays_open(pool: Pool) -> None:
    offer, draft = pool.post(pool.sam), pool.post(pool.sam, state=ListingState.DRAFT)
    waiting = pool.ask(pool.kit, pool.sam, offer)
    exchange = pool.accept(pool.ask(pool.priya, pool.sam))
    with pool.store.begin() as work:
        work.exchanges.propose(exchange.legs[0].id, pool.priya.id, [NOW + A_DAY])
    erase(pool)
    with pool.store.begin() as work:
        for listing in (offer, draft):
            kept = work.listings.get(listing.id)
            assert kept is not None
            assert kept.state is ListingState.WITHDRAWN
        assert work.exchanges.waiting(pool.kit.id) == ()
        ended = work.exchanges.suggestion(waiting.id)
        assert ended is not None
        assert ended.state is SuggestionState.WITHDRAWN
        whole = work.exchanges.exchange(exchange.id)
        assert whole is not None
        assert (whole.state, whole.legs[0].state) == (ExchangeState.CANCELLED, LegState.CANCELLED)
        assert work.exchanges.proposals(exchange.legs[0].id) == ()
        assert work.view_of(pool.priya, NOW).my_legs() == ()


def test_nobody_is_there_any_more_and_they_can_come_back_as_new(pool: Pool) -> None:
    erase(pool)
    erase(pool)
    with pool.store.begin() as work:
        work.people.erase(999)
        with pytest.raises(LookupError):
            work.people.get(pool.sam.id)
        with pytest.raises(LookupError):
            work.people.save(pool.sam)
        assert work.people.home(pool.sam.id) is None
        assert work.people.at(address("sam")) is None
        again = work.people.join(address("sam"), pool.door, "Sam", "Europe/London", "")
        assert again.id not in {pool.priya.id, pool.ana.id, pool.sam.id, pool.kit.id}


def test_what_tells_the_others_still_goes_out_and_so_does_the_answer_to_their_last_words(pool: Pool) -> None:
    with pool.store.begin() as work:
        work.outbox.queue(message("earlier", "sam", NOW - A_MINUTE))
        work.outbox.queue(message("later", "sam", NOW + A_DAY))
        work.people.seen(address("sam"), NOW)
        work.outbox.queue(message("goodbye", "sam", words="That is all forgotten"))
        work.outbox.queue(message("called off", "priya", words="Your visit to Open Door is called off"))
        work.outbox.queue(Message("digest", ChannelAddress("slack", "TDOOR", "C1"), Card("New this week"), NOW))
        work.people.erase(pool.sam.id)
    parcels = pool.store.deliveries.claim(NOW + 2 * A_DAY, A_MINUTE, 10)
    assert [parcel.key for parcel in parcels] == ["goodbye", "called off", "digest"]
    for parcel in parcels:
        pool.store.deliveries.delivered(parcel, "m", NOW)
    pool.store.tidy(NOW)
    assert "TDOOR:sam" not in dump(pool.store)
    assert "called off" in dump(pool.store)
    assert "digest" in dump(pool.store).splitlines()


def test_nobody_elses_words_are_touched(pool: Pool) -> None:
    theirs = pool.post(pool.kit, details=WORDS)
    pool.accept(pool.ask(pool.priya, pool.kit, theirs))
    with pool.store.begin() as work:
        before = [work.view_of(person, NOW).held() for person in (pool.kit, pool.priya, pool.ana)]
        channel = work.digests.get(ChannelAddress("slack", "TDOOR", "C1"))
    erase(pool)
    with pool.store.begin() as work:
        assert [work.view_of(person, NOW).held() for person in (pool.kit, pool.priya, pool.ana)] == before
    assert channel is None
