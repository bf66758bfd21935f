"""Each condition by a table: what stands in the way, and what does not."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.matching import constraints
from bot.matching.constraints import Condition, obstacles
from bot.model.listings import Activity, Kind, Mode
from bot.model.organisations import Sector
from bot.model.when import When
from tests.bot.matching.making import TODAY, ask, offer

FIRST_OF_DECEMBER = When(start=dt.date(2026, 12, 1), end=dt.date(2026, 12, 1))
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "offered", "expected"),
    [
        ({}, {}, ()),
        ({}, {"organisation_id": 1}, (Condition.ORGANISATION,)),
        ({"excluded_people": frozenset({10})}, {}, (Condition.EXCLUDED,)),
        ({"excluded_organisations": frozenset({2})}, {}, (Condition.EXCLUDED,)),
        ({}, {"paused_until": TODAY + dt.timedelta(days=1)}, (Condition.PAUSED,)),
        ({}, {"paused_until": TODAY}, ()),
        ({}, {"expires_on": YESTERDAY}, (Condition.EXPIRED,)),
        ({}, {"expires_on": TODAY}, ()),
        ({}, {"capacity_left": 0}, (Condition.CAPACITY,)),
        ({"mode": Mode.REMOTE}, {"mode": Mode.IN_PERSON}, (Condition.MODE,)),
        ({"mode": Mode.REMOTE}, {}, ()),
        ({"place": "Leeds"}, {"place": "Bradford"}, ()),
        ({"place": "Leeds"}, {"place": "Exeter"}, (Condition.PLACE,)),
        ({"place": "Leeds", "mode": Mode.REMOTE}, {"place": "Exeter"}, ()),
        ({"place": "Leeds"}, {"place": "the old mill"}, ()),
        ({"when": When(days=("TH",))}, {"when": When(days=("FR",))}, (Condition.TIMES,)),
        ({"when": When(days=("TH", "FR"))}, {"when": When(days=("FR",))}, ()),
        ({"when": When(part="morning")}, {"when": When(time=dt.time(14))}, (Condition.TIMES,)),
        ({"when": When(end=YESTERDAY)}, {}, (Condition.TIMES,)),
        ({"when": FIRST_OF_DECEMBER}, {"when": When(days=("WE",))}, (Condition.TIMES,)),
        ({"when": FIRST_OF_DECEMBER}, {"when": When(days=("TU",))}, ()),
        ({"when": When(start=dt.date(2027, 3, 1))}, {"when": When(end=dt.date(2027, 1, 31))}, (Condition.TIMES,)),
        ({"activity": Activity.SHADOW}, {"activity": Activity.SKILL}, ()),
        ({"activity": Activity.DESK}, {"activity": Activity.SKILL}, (Condition.ACTIVITY,)),
        ({"activity": Activity.SKILL}, {"activity": Activity.DESK}, (Condition.ACTIVITY,)),
    ],
)  # fmt: skip
def test_what_stands_in_the_way(
    asked: dict[str, Any], offered: dict[str, Any], expected: tuple[Condition, ...]
) -> None:
    assert obstacles(ask(**asked), offer(**offered), TODAY) == expected
    assert constraints.fits(ask(**asked), offer(**offered), TODAY) is (expected == ())


@pytest.mark.parametrize(
    ("text", "sector", "fits"),
    [
        ("Hot desk for charity staff, any day", Sector.CHARITY, True),
        ("Hot desk for charity staff, any day", Sector.COMMUNITY_GROUP, True),
        ("An hour on spreadsheets, for small charities", Sector.COUNCIL, False),
        ("Third sector guests only", Sector.COUNCIL, False),
        ("We could host a council officer for a week", Sector.CHARITY, False),
        ("We could host a council officer for a week", Sector.COUNCIL, True),
        ("For NHS and voluntary sector colleagues", Sector.GOVERNMENT, True),
        ("Charities very welcome", Sector.COUNCIL, True),
        ("For anyone, charities included", Sector.COUNCIL, True),
        ("I work for a charity and know about payroll", Sector.COUNCIL, True),
        ("I do planning appeals for the council", Sector.CHARITY, True),
        ("I visit each new site with a health worker", Sector.CHARITY, True),
    ],
)
def test_whom_an_offer_is_for(text: str, sector: Sector, fits: bool) -> None:
    assert (Condition.AUDIENCE not in obstacles(ask(sector=sector), offer(text=text), TODAY)) is fits


@pytest.mark.parametrize(
    ("asked", "offered", "fits"),
    [
        ("Could a council lend us an accountant for a week?", "Spend a week with us in our shops", False),
        ("Could a council lend us an accountant for a week?", "I can be seconded to you for a week, accountant", True),
        ("I'd like to spend a week in a charity shop", "I can be seconded for a week, two days a week", False),
        ("I'd like to spend a week in a charity shop", "Come and spend a week with us in our shops", True),
        ("A week's placement, anything", "Come and spend a week with us in our shops", True),
    ],
)
def test_the_direction_of_a_placement(asked: str, offered: str, fits: bool) -> None:
    found = obstacles(ask(asked, Activity.PLACEMENT), offer(text=offered, activity=Activity.PLACEMENT), TODAY)
    assert (Condition.DIRECTION not in found) is fits


@pytest.mark.parametrize(
    ("wanted", "home", "offered", "fits"),
    [
        ("Desk in Manchester for a day", "Leeds", "Two hot desks in Salford", True),
        ("Desk in Manchester for a day", "Leeds", "Two hot desks near Leeds station", False),
        ("Desk wanted one day a fortnight", "Leeds", "Hot desk in Leeds", True),
        ("Desk wanted one day a fortnight", "Aberystwyth", "Hot desk in Leeds", False),
        ("a perch near york", "Exeter", "Desk space in York, by the walls", True),
        ("Desk in Londonderry on Tuesdays", "Belfast", "Two desks on Carlisle Road in Derry", True),
        ("Desk in Carlisle on Tuesdays", "Belfast", "Two desks on Carlisle Road in Derry", False),
    ],
)
def test_a_desk_is_where_it_is_wanted(wanted: str, home: str, offered: str, fits: bool) -> None:
    request = replace(ask(wanted, Activity.DESK), place=home)
    found = obstacles(request, offer(text=offered, activity=Activity.DESK), TODAY)
    assert (Condition.PLACE not in found) is fits


def test_both_directions_know_the_same_conditions() -> None:
    """An offer that looks for requests meets what a request that looks for offers meets."""
    mine = ask("Hot desks for council staff", Activity.SKILL, kind=Kind.OFFER)
    theirs = offer(text="We need a place to meet", sector=Sector.CHARITY)
    assert obstacles(mine, theirs, TODAY) == (Condition.AUDIENCE,)
