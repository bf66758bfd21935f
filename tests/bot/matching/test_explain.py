"""The unmatched are told what one change would open: counted, and true when the change is made."""

from dataclasses import replace

from bot.matching import Relevance, relax
from bot.matching.constraints import Condition
from bot.matching.explain import in_the_way
from bot.model.listings import Activity, Mode
from bot.model.when import When
from tests.bot.matching.making import NOW, TODAY, ask, offer, ranked


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
    assert [(one.condition, one.people) for one in changes] == [(Condition.TIMES, 3)]
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
    assert {one.condition for one in changes} == {Condition.MODE, Condition.TIMES}
    for change in changes:
        found = ranked(replace(request, details=change.details), pool, relevance)
        assert len([match for match in found if not match.weak]) == change.people


def test_what_is_in_the_way_counts_the_firm_conditions_too() -> None:
    pool = [offer(1, capacity_left=0), offer(2, mode=Mode.REMOTE), offer(3, capacity_left=0, mode=Mode.REMOTE)]
    assert in_the_way(ask(mode=Mode.IN_PERSON), pool, TODAY) == {Condition.CAPACITY: 1, Condition.MODE: 1}
