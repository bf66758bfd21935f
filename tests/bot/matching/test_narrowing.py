"""What is narrowed away is about something else, or elsewhere."""

import numpy as np

from bot.matching import Relevance
from bot.matching.columns import Limits, Standing
from bot.matching.narrowing import Asker, Narrowing, Worded
from bot.model.listings import Activity, Mode
from tests.bot.matching.making import details
from tests.bot.matching.scoring import read


def test_the_right_offers_are_among_the_nearest(relevance: Relevance) -> None:
    offers, requests = read()
    narrowing = Narrowing(relevance)
    for number, offer in enumerate(offers):
        narrowing.put(number, details(offer["text"]))
        narrowing.read([Worded(number, details(offer["text"]))])
    numbers = {offer["id"]: number for number, offer in enumerate(offers)}
    wanted = kept = 0
    for request in requests:
        near = narrowing.nearest(details(request["text"]), count=30)
        best = {numbers[offer] for offer, grade in request["relevant"].items() if grade == 3}
        wanted += len(best)
        kept += len(best & set(near))
    assert kept / wanted >= 0.93


def test_few_are_not_narrowed(relevance: Relevance) -> None:
    narrowing = Narrowing(relevance)
    for number in (1, 2, 3):
        narrowing.put(number, details("Allotments officer"))
    narrowing.remove(3)
    assert len(narrowing) == 2
    assert narrowing.nearest(details(), count=5) == (1, 2)
    assert narrowing.nearest(details(), Limits(organisation_id=1), 5) == (1, 2)


def test_without_a_model_words_narrow(by_words: Relevance) -> None:
    narrowing = Narrowing(by_words)
    narrowing.put(1, details("Payroll and pensions"))
    narrowing.put(2, details("Section 106 agreements"))
    assert narrowing.unread() == (1, 2)
    assert narrowing.read([Worded(2, details("Section 106 agreements"))]) == []
    assert narrowing.nearest(details("our section 106 money"), count=1) == (2,)


def test_what_was_stored_is_used_for_the_same_words_alone(relevance: Relevance) -> None:
    tree = details("Tree officer, preservation orders")
    stored = relevance.stored(tree)
    narrowing = Narrowing(relevance)
    narrowing.put(1, tree, stored=stored)
    narrowing.put(2, details("Payroll and pensions"), stored=stored)
    narrowing.put(3, tree, role="arborist", stored=stored)
    assert narrowing.unread() == (2, 3)
    narrowing.remove(3)
    assert narrowing.nearest(details("our oak is leaning on the roof"), count=1) == (1,)


def test_what_is_read_is_found_by_its_meaning(relevance: Relevance) -> None:
    narrowing = Narrowing(relevance)
    narrowing.put(1, details("Payroll and pensions"))
    narrowing.put(2, details("Tree officer, preservation orders"))
    assert narrowing.nearest(details("our oak is leaning on the roof"), count=1) == ()
    assert narrowing.read([Worded(2, details("Tree officer, preservation orders"))])
    assert narrowing.unread() == (1,)
    assert narrowing.nearest(details("our oak is leaning on the roof"), count=1) == (2,)


def test_what_was_changed_while_it_was_read_keeps_its_new_meaning(relevance: Relevance) -> None:
    before, after = details("Payroll and pensions"), details("Tree officer, preservation orders")
    narrowing = Narrowing(relevance)
    narrowing.put(1, details("Night shelter rotas"), stored=relevance.stored(details("Night shelter rotas")))
    narrowing.put(2, after, stored=relevance.stored(after), standing=Standing(revision=2))
    assert narrowing.read([Worded(2, before, revision=1)])
    assert narrowing.nearest(details("our oak is leaning on the roof"), count=1) == (2,)


def test_whoever_wants_more_gets_what_they_would_have_got_at_once(relevance: Relevance) -> None:
    narrowing = Narrowing(relevance)
    offers = [details(offer["text"]) for offer in read()[0][:60]]
    for number, one in enumerate(offers):
        narrowing.put(number, one, stored=relevance.stored(one))
    for wanted in (offers[3], details("Desk in Leeds", Activity.DESK), details("our oak is leaning on the roof")):
        likeliest = narrowing.likeliest(wanted, None, 5, 70)
        for count in (5, 12, 40, 60, 70):
            assert likeliest.first(count) == narrowing.nearest(wanted, count=count)


def test_read_together_they_mean_what_each_means_alone(relevance: Relevance) -> None:
    listings = [(details(offer["text"]), ("", "Officer")[number % 2]) for number, offer in enumerate(read()[0][:12])]
    together = relevance.kept_of_all(listings)
    assert together is not None
    for (said, role), kept in zip(listings, together, strict=True):
        alone = relevance.kept(said, role)
        assert alone is not None
        assert (kept.rows == alone.rows).all()
        assert (kept.subjects.tolist(), kept.bag) == (alone.subjects.tolist(), alone.bag)
        assert np.allclose(kept.weights, alone.weights, rtol=2e-3)


def test_an_offer_finds_what_it_answers(relevance: Relevance) -> None:
    asked = {1: details("who pays the wages of our new cleaner"), 2: details("our oak is leaning on the roof")}
    narrowing = Narrowing(relevance)
    for number, one in asked.items():
        narrowing.put(number, one)
        narrowing.read([Worded(number, one)])
    assert narrowing.nearest(details("Tree officer"), count=1, asker=Asker(offering=True)) == (2,)


def test_desks_are_narrowed_by_place_the_nearest_first(by_words: Relevance) -> None:
    narrowing = Narrowing(by_words)
    for number, place in ((1, "Bradford"), (2, "Leeds"), (3, "Exeter"), (4, "Leeds")):
        narrowing.put(number, details("A desk by the window", Activity.DESK), standing=Standing(home=place))
    wanted = details("Desk in Leeds, please", Activity.DESK)
    assert narrowing.nearest(wanted, count=3) == (2, 4, 1)


def test_those_too_far_away_are_narrowed_away(by_words: Relevance) -> None:
    narrowing = Narrowing(by_words)
    for number, place in enumerate(("Exeter", "Exeter", "Bradford", "", "the old mill"), start=1):
        narrowing.put(number, details("Tree officer, trees", place=place))
    narrowing.put(6, details("Trees by video call", place="Exeter", mode=Mode.REMOTE))
    wanted = details("a tree", place="Leeds")
    assert narrowing.nearest(wanted, count=4) == (3, 4, 5, 6)
    assert narrowing.nearest(details("a tree", place="Leeds", mode=Mode.REMOTE), count=6) == (1, 2, 3, 4, 5, 6)
    assert narrowing.nearest(wanted, count=6, asker=Asker(anywhere=True)) == (1, 2, 3, 4, 5, 6)


def test_desks_anywhere_are_still_the_nearest_first(by_words: Relevance) -> None:
    narrowing = Narrowing(by_words)
    for number, place in enumerate(("Exeter", "Leeds", "York", "Exeter"), start=1):
        narrowing.put(number, details("A desk by the window", Activity.DESK), standing=Standing(home=place))
    wanted = details("Desk in Leeds, please", Activity.DESK)
    assert narrowing.nearest(wanted, count=2) == (2,)
    assert narrowing.nearest(wanted, count=3, asker=Asker(anywhere=True)) == (2, 3, 1)


def test_who_is_changed_or_gone_is_not_found_as_before(by_words: Relevance) -> None:
    narrowing = Narrowing(by_words)
    for number in (1, 2, 3):
        narrowing.put(number, details("Tree officer"))
    narrowing.put(1, details("Payroll"))
    narrowing.remove(2)
    assert narrowing.nearest(details("a tree"), count=1) == (3,)
    assert narrowing.ids() == {1, 3}
