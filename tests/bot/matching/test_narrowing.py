"""What is narrowed away is about something else; what is not known yet stays in."""

from bot.matching import Relevance
from bot.matching.narrowing import Narrowing
from tests.bot.matching.making import details
from tests.bot.matching.scoring import read


def test_the_right_offers_are_among_the_nearest(relevance: Relevance) -> None:
    offers, requests = read()
    narrowing = Narrowing(relevance)
    for number, offer in enumerate(offers):
        narrowing.put(number, details(offer["text"]))
    numbers = {offer["id"]: number for number, offer in enumerate(offers)}
    wanted = kept = 0
    for request in requests:
        near = narrowing.nearest(details(request["text"]), range(len(offers)), 30)
        best = {numbers[offer] for offer, grade in request["relevant"].items() if grade == 3}
        wanted += len(best)
        kept += len(best & set(near))
    assert kept / wanted >= 0.93


def test_few_are_not_narrowed_and_the_unknown_stay(relevance: Relevance) -> None:
    narrowing = Narrowing(relevance)
    for number in (1, 2, 3):
        narrowing.put(number, details("Allotments officer"))
    narrowing.remove(3)
    assert len(narrowing) == 2
    assert narrowing.nearest(details(), [9, 2, 1], 5) == (1, 2, 9)
    assert narrowing.nearest(details(), [9, 2, 1], 1) == (1, 9)


def test_without_a_model_nothing_is_narrowed_away(by_words: Relevance) -> None:
    narrowing = Narrowing(by_words)
    narrowing.put(1, details())
    assert len(narrowing) == 0
    assert narrowing.nearest(details(), [3, 2, 1], 1) == (1, 2, 3)


def test_what_was_stored_is_used(relevance: Relevance) -> None:
    stored = relevance.stored(details("Tree officer, preservation orders"))
    narrowing = Narrowing(relevance)
    narrowing.put(1, details(""), stored=stored)
    narrowing.put(2, details("Payroll and pensions"))
    assert narrowing.nearest(details("our oak is leaning on the roof"), [1, 2], 1) == (1,)
