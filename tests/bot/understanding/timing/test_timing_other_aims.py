"""The readings that other intents want: a pause's spell, the time something is moved to, how often a digest comes."""

import datetime as dt

import pytest

from bot.understanding.timing.find import find_called_off, find_digest_time, find_new_time, find_spell

MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "spell"),
    [
        ("until Jan", {"to": "2027-01-01"}),
        ("pause me until the end of March", {"to": "2027-03-31"}),
        ("can't host this month", {"to": "2026-11-30"}),
        ("this week", {"to": "2026-11-27"}),
        ("until 4 Jan", {"to": "2027-01-04"}),
        ("until Monday", {"to": "2026-11-30"}),
        ("until next week", {"to": "2026-11-30"}),
        ("until the new year", {"to": "2027-01-01"}),
        ("no more matches till September please", {"to": "2027-09-01"}),
        ("not available until 4th January", {"to": "2027-01-04"}),
        ("hold my offers from 7 Dec until 11 Jan", {"from": "2026-12-07", "to": "2027-01-11"}),
        ("I'm away next week", {"from": "2026-11-30", "to": "2026-12-04"}),
        ("on leave 3-14 Aug", {"from": "2027-08-03", "to": "2027-08-14"}),
        ("unavailable in December", {"from": "2026-12-01", "to": "2026-12-31"}),
        ("back on 11 January", {"to": "2027-01-11"}),
        ("for the rest of the year", {"to": "2026-12-31"}),
        ("pause me for two weeks", {"to": "2026-12-07"}),
        ("for 3 days", {"to": "2026-11-26"}),
        ("for a month", {"to": "2026-12-23"}),
        ("for three months", {"to": "2027-02-23"}),
        ("from Monday for a fortnight", {"from": "2026-11-30", "to": "2026-12-14"}),
        ("until after Easter", {"to": "2027-03-29"}),
        ("until mid Jan", {"to": "2027-01-15"}),
    ],
)
def test_a_pause_has_a_spell(text: str, spell: dict[str, str]) -> None:
    found = find_spell(text, MONDAY)
    assert found is not None
    assert found.as_json() == spell


@pytest.mark.parametrize(
    "text",
    ["pause me", "for a few weeks", "until further notice", "until half term", "till spring", "for 9999 years"],
)
def test_a_pause_may_have_no_end(text: str) -> None:
    assert find_spell(text, MONDAY) is None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("sorry, meant Thursday", {"days": ["TH"]}),
        ("sorry I said the 4th, meant Wednesday 2 December", {"from": "2026-12-02", "to": "2026-12-02"}),
        ("move it from Tuesday to Thursday", {"days": ["TH"]}),
        ("could we shift from 3 Dec to 10 Dec", {"from": "2026-12-10", "to": "2026-12-10"}),
        ("swap my Wednesday slot for the Friday", {"days": ["FR"]}),
        ("not Tuesday, Wednesday", {"days": ["WE"]}),
        ("Not the 10th, the 11th! My mistake.", {"from": "2026-12-11", "to": "2026-12-11"}),
        ("change 2pm to 3.30pm", {"time": "15:30"}),
        ("can we do 3pm instead of 2pm on Friday", {"days": ["FR"], "time": "15:00"}),
        ("move Thursday's visit to next Tuesday at 10", {"time": "10:00", "from": "2026-12-01", "to": "2026-12-01"}),
        ("can't make Thursday, can we do Friday instead?", {"days": ["FR"]}),
        ("I can't do the 14th any more, 21st ok?", {"from": "2026-12-21", "to": "2026-12-21"}),
        ("sorry, I said half ten, should be half eleven", {"time": "11:30"}),
        ("can we move from morning to afternoon", {"part": "afternoon"}),
        ("swap Tuesday morning for Thursday afternoon", {"days": ["TH"], "part": "afternoon"}),
        ("rearrange to w/c 11 Jan", {"from": "2027-01-11", "to": "2027-01-15"}),
        ("move to 10-12 on 4 Dec", {"time": "10:00", "from": "2026-12-04", "to": "2026-12-04"}),
    ],
)
def test_the_new_time_of_something_moved(text: str, when: dict[str, object]) -> None:
    found = find_new_time(text, MONDAY).when
    assert found is not None
    assert found.as_json() == when


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("the weekly newsletter", {"every": "weekly"}),
        ("the fortnightly bulletin, Thursdays", {"days": ["TH"], "every": "fortnightly"}),
        ("a list each fortnight", {"every": "fortnightly"}),
        ("every Monday at 9am", {"days": ["MO"], "time": "09:00", "every": "weekly"}),
    ],
)
def test_how_often_a_digest_comes(text: str, when: dict[str, object]) -> None:
    found = find_digest_time(text, MONDAY).when
    assert found is not None
    assert found.as_json() == when


@pytest.mark.parametrize(
    "text",
    [
        "My booking on the 30th isn't happening now",
        "the one on the 30th won't be going ahead",
        "the 30th can't go ahead",
    ],
)
def test_the_day_of_what_is_called_off(text: str) -> None:
    found = find_called_off(text, MONDAY).when
    assert found is not None
    assert found.as_json() == {"from": "2026-11-30", "to": "2026-11-30"}
