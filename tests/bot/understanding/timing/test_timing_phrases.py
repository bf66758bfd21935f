"""Every phrase in `phrases.txt` gives what stands beside it."""

import datetime as dt
from pathlib import Path

import pytest

from bot.understanding.timing.find import Timing, find_timing

MONDAY = dt.date(2026, 11, 23)


def _table() -> list[tuple[str, str]]:
    lines = Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.rsplit(" = ", 1) for line in lines if line and not line.startswith("#")]
    return [(phrase, gives) for phrase, gives in rows]


def shown(timing: Timing) -> str:
    """A timing in the notation of `phrases.txt`."""
    when = timing.when.as_json() if timing.when else {}
    start, end = when.get("from"), when.get("to")
    parts = [
        " ".join(when.get("days", ())),
        when.get("part", ""),
        when.get("time", ""),
        f"on {start}" if start and start == end else "",
        f"from {start}" if start and start != end else "",
        f"to {end}" if end and start != end else "",
        when.get("every", ""),
        f"{timing.duration_minutes} min" if timing.duration_minutes else "",
        "vague" if timing.vague else "",
        "unsure" if timing.unsure else "",
    ]
    return ", ".join(part for part in parts if part) or "nothing"


def test_the_table_is_a_large_one() -> None:
    phrases = [phrase for phrase, _ in _table()]
    assert len(phrases) == len(set(phrases))
    assert len(phrases) >= 400


def test_every_phrase() -> None:
    """One test for the whole table: a test for each phrase would cost more than the phrases do."""
    found = {phrase: shown(find_timing(phrase, MONDAY)) for phrase, _ in _table()}
    assert found == dict(_table())


def test_every_phrase_is_the_same_at_the_end_of_a_request() -> None:
    # a greeting is one only where a message begins
    greetings = ("morning", "afternoon", "may i", "good morning")
    phrases = [(phrase, gives) for phrase, gives in _table() if not phrase.lower().startswith(greetings)]
    asked = "Could somebody help us with gift aid? "
    found = {phrase: shown(find_timing(asked + phrase, MONDAY)) for phrase, _ in phrases}
    assert found == dict(phrases)


@pytest.mark.parametrize(
    ("today", "phrase", "gives"),
    [
        # this week, from each of its days
        ("2026-11-27", "this week", "on 2026-11-27"),
        ("2026-11-28", "this week", "from 2026-11-28 to 2026-12-04".replace(" to", ", to")),
        ("2026-11-29", "next week", "from 2026-11-30, to 2026-12-04"),
        ("2026-11-29", "tomorrow", "on 2026-11-30"),
        # a weekday, on that day
        ("2026-11-26", "this Thursday", "on 2026-11-26"),
        ("2026-11-26", "Thursday week", "on 2026-12-03"),
        ("2026-11-26", "by Thursday", "to 2026-12-03"),
        # the turn of the year
        ("2026-12-31", "tomorrow", "on 2027-01-01"),
        ("2026-12-28", "21 Dec to 4 Jan", "from 2026-12-28, to 2027-01-04"),
        ("2026-12-28", "next month", "from 2027-01-01, to 2027-01-31"),
        ("2027-01-04", "in December", "from 2027-12-01, to 2027-12-31"),
        ("2026-12-27", "before Christmas", "to 2027-12-24"),
        ("2026-12-18", "the rest of the year", "from 2026-12-18, to 2026-12-31"),
        # a month or a spell that has begun
        ("2027-03-18", "in March", "from 2027-03-18, to 2027-03-31"),
        ("2027-03-18", "early March", "unsure"),
        ("2027-03-30", "29-31 March", "from 2027-03-30, to 2027-03-31"),
        ("2027-02-10", "January to March", "from 2027-02-10, to 2027-03-31"),
        ("2026-11-25", "w/c 23 Nov", "from 2026-11-25, to 2026-11-27"),
        # leap years
        ("2027-11-01", "29 Feb", "on 2028-02-29"),
        ("2028-02-29", "29 Feb", "on 2028-02-29"),
        ("2028-03-01", "29 Feb", "unsure"),
        ("2027-11-01", "in February", "from 2028-02-01, to 2028-02-29"),
        # feasts and bank holidays
        ("2027-05-04", "the May bank holiday", "on 2027-05-31"),
        ("2026-11-23", "the Tuesday after the May bank holiday", "on 2027-05-04"),
        ("2026-11-23", "the Friday before the August bank holiday", "on 2027-08-27"),
        ("2026-11-23", "the Monday after Easter", "on 2027-04-05"),
        ("2026-11-23", "the Wednesday after 12 January", "on 2027-01-13"),
        ("2026-11-23", "the Tuesday after next", "on 2026-12-01"),
        ("2026-11-23", "any Tuesday after the May bank holiday", "TU, from 2027-05-04"),
        ("2027-03-29", "over Easter", "on 2027-03-29"),
        ("2027-03-30", "Easter Monday", "on 2028-04-17"),
        ("2027-06-22", "the next bank holiday", "on 2027-08-30"),
        # a year said out loud
        ("2026-11-23", "3 Feb 2026", "unsure"),
        ("2026-11-23", "3 Feb 2028", "on 2028-02-03"),
        ("2026-11-23", "March 2026", "unsure"),
    ],
)
def test_phrase_on_another_day(today: str, phrase: str, gives: str) -> None:
    assert shown(find_timing(phrase, dt.date.fromisoformat(today))) == gives
