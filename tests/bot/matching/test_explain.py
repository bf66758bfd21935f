"""The unmatched are told what one change would open: counted, and true when the change is made."""

import random
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import Ask, Candidate, Relevance, relax
from bot.matching.constraints import Condition
from bot.model.listings import Activity, Mode
from bot.model.when import DAYS, When
from tests.bot.matching.making import NOW, TODAY, ask, offer, ranked
from tests.bot.matching.scoring import read

WORDS = Relevance()
SAYINGS = (
    "Section 106 agreements, explained to residents",
    "Section 106 officer, an hour on agreements",
    "Come and see how section 106 money is spent",
    "Grave digging for beginners",
    "desk in Leeds",
)


def _relaxed(request: object, pool: list[object], relevance: Relevance) -> list[str]:
    return [str(one) for one in relax(request, pool, today=TODAY, now=NOW, relevance=relevance)]  # type: ignore[arg-type]


def test_remote_would_open_four_people(relevance: Relevance) -> None:
    pool = [offer(number, mode=Mode.REMOTE, person_id=number) for number in (1, 2, 3, 4)]
    assert _relaxed(ask(mode=Mode.IN_PERSON), [*pool], relevance) == ["remote: 4 people"]


def test_the_best_day_is_named(relevance: Relevance) -> None:
    pool = [
        offer(1, when=When(days=("TU",)), person_id=11),
        offer(2, when=When(days=("TU",)), person_id=12),
        offer(3, when=When(days=("WE",)), person_id=13),
    ]
    changes = relax(ask(when=When(days=("MO",))), pool, today=TODAY, now=NOW, relevance=relevance)
    assert [(one.conditions, one.people) for one in changes] == [((Condition.TIMES,), 3)]
    two = relax(ask(when=When(days=("MO",))), pool[:2], today=TODAY, now=NOW, relevance=relevance)
    assert [str(one) for one in two] == ["any Tuesday: 2 people"]


def test_people_are_counted_not_listings(relevance: Relevance) -> None:
    pool = [offer(number, mode=Mode.REMOTE, person_id=7) for number in (1, 2)]
    assert _relaxed(ask(mode=Mode.IN_PERSON), [*pool], relevance) == ["remote: 1 person"]


def test_a_desk_elsewhere(relevance: Relevance) -> None:
    pool = [
        offer(1, "Hot desk in Bradford", activity=Activity.DESK),
        offer(2, "Desk in Exeter", activity=Activity.DESK),
    ]
    changes = _relaxed(ask("Desk in Sheffield please", Activity.DESK), [*pool], relevance)
    assert changes == ["in Bradford: 1 person"]


def test_what_does_not_fit_is_never_promised(relevance: Relevance) -> None:
    pool = [offer(1, "Grave digging for beginners", mode=Mode.REMOTE)]
    assert _relaxed(ask(mode=Mode.IN_PERSON), [*pool], relevance) == []


def test_making_the_change_brings_the_people(relevance: Relevance) -> None:
    request = ask(mode=Mode.IN_PERSON, when=When(days=("MO",)))
    pool = [offer(1, mode=Mode.REMOTE, person_id=11), offer(2, when=When(days=("FR",)), person_id=12)]
    changes = relax(request, pool, today=TODAY, now=NOW, relevance=relevance)
    assert {one.conditions for one in changes} == {(Condition.MODE,), (Condition.TIMES,)}
    for change in changes:
        found = ranked(replace(request, details=change.details), pool, relevance)
        assert len([match for match in found if not match.weak]) == change.people


def test_two_changes_at_once_are_named_where_no_one_is_enough(relevance: Relevance) -> None:
    pool = [offer(1, mode=Mode.REMOTE, when=When(days=("TU",))), offer(2, mode=Mode.REMOTE, when=When(days=("TU",)))]
    both = ask(mode=Mode.IN_PERSON, when=When(days=("FR",)))
    (change,) = relax(both, pool, today=TODAY, now=NOW, relevance=relevance)
    assert change.conditions == (Condition.MODE, Condition.TIMES)
    assert str(change) == "remote and any Tuesday: 2 people"
    assert len(ranked(replace(both, details=change.details), pool, relevance)) == 2
    one = offer(3, when=When(days=("WE",)))
    assert [str(it) for it in relax(both, [*pool, one], today=TODAY, now=NOW, relevance=relevance)] == [
        "any Wednesday: 1 person"
    ]


def test_a_place_is_named_of_whoever_could_help_there(relevance: Relevance) -> None:
    """Nearer places, where people know about something else, do not take its turn."""
    near = ("Darlington", "Durham", "Newcastle", "Sunderland")
    others = [offer(n, "Grave digging", place=name, mode=Mode.IN_PERSON) for n, name in enumerate(near, start=1)]
    wanted = offer(9, place="Exeter", mode=Mode.IN_PERSON)
    change = _relaxed(ask(place="York", mode=Mode.IN_PERSON), [*others, wanted], relevance)
    assert change == ["in Exeter: 1 person"]


days = st.sampled_from([(), ("MO",), ("TU",), ("TU", "TH"), ("FR",)])
times = st.builds(lambda days, part: When(days=days, part=part), days, st.sampled_from([None, "morning", "evening"]))
said = st.fixed_dictionaries(
    {
        "activity": st.sampled_from([Activity.SKILL, Activity.SHADOW, Activity.DESK]),
        "mode": st.sampled_from([None, Mode.REMOTE, Mode.IN_PERSON]),
        "place": st.sampled_from(["", "", "Leeds", "York", "Exeter"]),
        "when": times,
    }
)


@settings(deadline=None)
@given(said, st.lists(st.tuples(st.sampled_from(SAYINGS), said, st.integers(1, 6)), max_size=12))
def test_every_number_is_what_the_change_brings(
    wanted: dict[str, Any], offered: list[tuple[str, dict[str, Any], int]]
) -> None:
    request = ask(SAYINGS[0], **wanted)
    pool = [offer(n, text, person_id=person, **more) for n, (text, more, person) in enumerate(offered)]
    _true(request, pool, WORDS)


def test_every_number_is_true_of_real_texts_too(relevance: Relevance) -> None:
    offers, requests = read()
    chance = random.Random(6)
    for request in requests[::4]:
        pool = [
            offer(n, one["text"], activity=Activity(one["activity"]), **_wishes(chance)) for n, one in enumerate(offers)
        ]
        _true(ask(request["text"], Activity(request["activity"]), **_wishes(chance)), pool, relevance)


def _true(request: Ask, pool: list[Candidate], relevance: Relevance) -> None:
    before = _people(request, pool, relevance)
    for change in relax(request, pool, today=TODAY, now=NOW, relevance=relevance):
        after = _people(replace(request, details=change.details), pool, relevance)
        assert len(after - before) == change.people
        assert len(change.conditions) == 1 or not before


def _people(request: Ask, pool: list[Candidate], relevance: Relevance) -> set[int]:
    person = {one.listing_id: one.person_id for one in pool}
    return {person[match.listing_id] for match in ranked(request, pool, relevance) if not match.weak}


def _wishes(chance: random.Random) -> dict[str, Any]:
    return {
        "mode": chance.choice((None, None, *Mode)),
        "place": chance.choice(("", "", "Leeds", "Exeter")),
        "when": When(days=tuple(day for day in DAYS if chance.random() < 0.2)),
    }
