"""What a platform says of somebody is followed, but for what they have put right themselves."""

import pytest

from bot.commands.people import as_told
from bot.language import language_tag
from bot.model.organisations import Organisation, Person, Sector
from bot.turn import Profile

SAM = Person(1, Organisation(1, "Open Door", Sector.CHARITY), "Sam", contact="sam@opendoor.example", language="en-GB")
NEWS = Profile("Samuel", "Asia/Kolkata", "samuel@opendoor.example", "cy_GB")


def test_everything_new_is_taken_over() -> None:
    now = as_told(SAM, NEWS)
    assert (now.name, now.time_zone, now.contact) == ("Samuel", "Asia/Kolkata", "samuel@opendoor.example")
    assert now.language == "cy-GB"


@pytest.mark.parametrize("what", ["name", "time_zone", "contact"])
def test_what_is_their_own_stays(what: str) -> None:
    mine = Person(**{**vars(SAM), "own": frozenset({what})})
    now = as_told(mine, NEWS)
    assert getattr(now, what) == getattr(SAM, what)
    assert now.language == "cy-GB"
    assert sum(getattr(now, one) != getattr(SAM, one) for one in ("name", "time_zone", "contact")) == 2


def test_a_platform_that_knows_less_takes_nothing_away() -> None:
    assert as_told(SAM, Profile()) == SAM
    assert as_told(SAM, Profile(time_zone="Mars/Base", language="a language")) == SAM


@pytest.mark.parametrize(
    ("written", "tag"),
    [("en-GB", "en-GB"), ("cy_GB", "cy-GB"), ("zh-Hant-TW", "zh-Hant-TW"), ("", ""), ("<b>", ""), ("english!", "")],
)
def test_a_language_tag_is_one_or_nothing(written: str, tag: str) -> None:
    assert language_tag(written) == tag
