"""Properties of a ranking that hold whatever is asked, and that reasons are plain."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.embedding import SentenceEncoder
from bot.matching import Ask, Candidate, Relevance, best, shown
from bot.model.listings import Activity, Kind, Mode
from bot.model.organisations import Sector
from bot.model.when import When
from tests.bot.matching.making import NOW, TODAY, ask, offer, ranked

SAYINGS = (
    "Section 106 officer, an hour on agreements",
    "Trustee induction on Zoom for new board members",
    "Food hygiene for volunteers who cook",
    "Come out with a highways inspector",
    "Budget training for managers who hate numbers",
    "desk in Leeds",
    "",
    "🙂" * 50,
)
ACTIVITIES = st.sampled_from(list(Activity))
SECTORS = st.sampled_from(list(Sector))

candidates = st.builds(
    lambda text, activity, organisation, sector, put, left, days, mode: offer(
        0,
        text,
        activity=activity,
        organisation_id=organisation,
        sector=sector,
        times_put=put,
        capacity_left=left,
        when=When(days=days),
        mode=mode,
    ),
    st.sampled_from(SAYINGS),
    ACTIVITIES,
    st.integers(1, 4),
    SECTORS,
    st.integers(0, 9),
    st.integers(0, 2),
    st.sampled_from([(), ("MO",), ("TU", "TH")]),
    st.sampled_from([None, Mode.REMOTE, Mode.IN_PERSON]),
)
pools = st.lists(candidates, max_size=8).map(
    lambda found: [replace(one, listing_id=number, person_id=number + 50) for number, one in enumerate(found)]
)
asks = st.builds(
    lambda text, activity, kind, days: ask(text, activity, kind=kind, when=When(days=days)),
    st.sampled_from(SAYINGS),
    ACTIVITIES,
    st.sampled_from(list(Kind)),
    st.sampled_from([(), ("TU",)]),
)
WORDS = Relevance()


@settings(deadline=None)
@given(asks, pools, st.randoms(use_true_random=False))
def test_order_of_the_candidates_does_not_matter(request: Ask, pool: list[Candidate], chance: object) -> None:
    shuffled = sorted(pool, key=lambda one: chance.random())  # type: ignore[attr-defined]
    assert ranked(request, shuffled, WORDS) == ranked(request, pool, WORDS)


@settings(deadline=None)
@given(asks, pools)
def test_nobody_of_the_same_organisation_and_nobody_who_is_full(request: Ask, pool: list[Candidate]) -> None:
    by_id = {one.listing_id: one for one in pool}
    for match in ranked(request, pool, WORDS):
        assert by_id[match.listing_id].organisation_id != request.organisation_id
        assert by_id[match.listing_id].capacity_left > 0
        assert 0 < match.score <= 1.1
        assert match.reasons


@settings(deadline=None)
@given(asks, pools, candidates)
def test_one_more_candidate_takes_nobody_away(request: Ask, pool: list[Candidate], another: Candidate) -> None:
    before = ranked(request, pool, WORDS)
    after = ranked(request, [*pool, replace(another, listing_id=99)], WORDS)
    assert tuple(match for match in after if match.listing_id != 99) == before


@settings(deadline=None)
@given(asks, pools)
def test_strong_before_weak(request: Ask, pool: list[Candidate]) -> None:
    weak = [match.weak for match in ranked(request, pool, WORDS)]
    assert weak == sorted(weak)


@settings(deadline=None)
@given(asks, pools, st.integers(1, 4))
def test_the_best_are_the_first_that_people_would_be_shown(request: Ask, pool: list[Candidate], most: int) -> None:
    role_tells = request.kind is Kind.REQUEST
    kept = [WORDS.candidate(one.details, one.role if role_tells else "", one.prepared) for one in pool]
    found = best(request, kept, pool.__getitem__, most, today=TODAY, now=NOW, relevance=WORDS)
    assert found == shown(ranked(request, pool, WORDS))[:most]


def test_whoever_cannot_be_among_the_best_is_not_looked_at() -> None:
    pool = [offer(n, SAYINGS[n % 5]) for n in range(20)]
    kept = [WORDS.candidate(one.details, "", b"") for one in pool]
    looked_at: list[int] = []

    def candidate(number: int) -> Candidate:
        looked_at.append(number)
        return pool[number]

    found = best(ask(), kept, candidate, 3, today=TODAY, now=NOW, relevance=WORDS)
    assert [match.listing_id for match in found] == [0, 5, 10]
    assert sorted(looked_at) == [0, 5, 10, 15], "these four say the same"


def test_one_person_stands_for_one(relevance: Relevance) -> None:
    same = [offer(1, "Planning policy: how a local plan is made", person_id=7), offer(2, person_id=7), offer(3)]
    assert [match.listing_id for match in ranked(ask(), same, relevance)] == [2, 3]


def test_the_longest_waiting_first_and_the_busiest_last(relevance: Relevance) -> None:
    long_ago = NOW - dt.timedelta(days=40)
    pool = [offer(1), offer(2, waiting_since=long_ago), offer(3, times_put=3), offer(4, recent_exchanges=4)]
    assert [match.listing_id for match in ranked(ask(), pool, relevance)] == [2, 1, 3, 4]


def test_fairness_never_puts_a_worse_match_first(relevance: Relevance) -> None:
    long_ago = NOW - dt.timedelta(days=400)
    pool = [
        offer(1, times_put=50, recent_exchanges=50),
        offer(2, "Planning policy: how a local plan is made", waiting_since=long_ago),
    ]
    assert ranked(ask(), pool, relevance)[0].listing_id == 1


def test_reasons_name_the_subject_the_place_and_the_days(relevance: Relevance) -> None:
    request = ask("Who could go through our trustees' duties with us?", when=When(days=("TH",)), place="Leeds")
    pool = [offer(1, "Induction for new board members", when=When(days=("TH", "FR")), place="Leeds")]
    (match,) = ranked(request, pool, relevance)
    assert match.reasons == ("trustees", "Leeds", "Thursdays suit both")


def test_where_somebody_is_is_no_reason_to_meet_them_online(relevance: Relevance) -> None:
    for asked, offered in ((Mode.REMOTE, None), (None, Mode.REMOTE)):
        (match,) = ranked(ask(mode=asked), [offer(1, mode=offered)], relevance)
        assert "Leeds" not in match.reasons


def test_shared_words_are_named_as_the_asker_wrote_them(by_words: Relevance) -> None:
    request = ask("We are setting up a choir")
    (match,) = ranked(request, [offer(1, "Setting up a gardening club")], by_words)
    assert match.reasons[0] == "both mention setting"


def test_a_fallback_says_that_it_is_one(relevance: Relevance) -> None:
    request = ask("I'd like to shadow a trustee", Activity.SHADOW)
    (match,) = ranked(request, [offer(1, "Trustee duties explained in an hour")], relevance)
    assert "advice rather than what was asked" in match.reasons


def test_an_offer_finds_the_requests_for_it(relevance: Relevance) -> None:
    mine = ask("Food hygiene officer, happy to look at your kitchen", kind=Kind.OFFER)
    pool = [
        offer(1, "An inspector is coming to look at where we cook", sector=Sector.CHARITY),
        offer(2, "We need help with our accounts", sector=Sector.CHARITY),
    ]
    assert [match.listing_id for match in ranked(mine, pool, relevance) if not match.weak] == [1]


def test_nothing_is_returned_when_nothing_fits(relevance: Relevance) -> None:
    assert (
        ranked(ask("Can anyone tune a church organ?"), [offer(1), offer(2, "Payroll for beginners")], relevance) == ()
    )


def test_a_role_says_what_an_offer_is_about(relevance: Relevance) -> None:
    request = ask("I'd like to shadow somebody who deals with allotments", Activity.SHADOW)
    pool = [
        offer(1, "Come out with me for a day", activity=Activity.SHADOW, role="payroll manager"),
        offer(2, "Come out with me for a day", activity=Activity.SHADOW, role="allotments officer"),
    ]
    assert [match.listing_id for match in ranked(request, pool, relevance) if not match.weak] == [2]


@pytest.mark.model
def test_stored_or_worked_out_it_scores_the_same(relevance: Relevance, encoder: SentenceEncoder) -> None:
    made = offer(1)
    stored = replace(made, prepared=relevance.stored(made.details))
    fresh = Relevance(encoder)
    assert stored.prepared
    assert ranked(ask(), [stored], fresh) == ranked(ask(), [made], relevance)
