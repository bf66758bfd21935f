"""What is taken out of a message before anybody outside reads it, and what must be left in to be understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.personal import without_personal_details

TABLE = (
    ("Hi Priya, I'm Sam Okafor from Leeds City Council", "Hi [name], I'm [name] from Leeds City Council"),
    ("cheers priya nair here, need a hand w/ budgetting", "cheers [name] here, need a hand w/ budgetting"),
    ("I AM PRIYA OKAFOR AND NEED HELP", "I AM [name] AND NEED HELP"),
    ("Mary-Jane O'Neill's team", "[name] team"),
    ("Could Grace Kelly or Mr Smith show me?", "Could [name] or [name] show me?"),
    ("dr jones said so", "[name] said so"),
    ("Councillor Begum wants to see MASH", "[name] wants to see MASH"),
    ("Thanks, Mark", "Thanks, [name]"),
    ("Oyelaran would like to shadow", "[name] would like to shadow"),
    ("ping @jess_o or @channel", "ping [name] or [name]"),
    ("write to sam.o+x@leeds.gov.uk", "write to [e-mail]"),
    ("write to sam (at) opendoor (dot) org", "write to [e-mail]"),
    ("ring 07700 900123 or +44 (0)113 496 0000", "ring [number] or [number]"),
    ("ring 0113-496-0000", "ring [number]"),
    ("see https://x.example/private?who=me and www.me.example", "see [link] and [link]"),
    ("it is on opendoor.org.uk/staff/sam", "it is on [link]"),
    ("I live at 12 Mill Lane, LS9 7TR.", "I live at [address], [postcode]."),
    ("we're at 4 Priory Court, sw1a1aa", "we're at [address], [postcode]"),
    ("NI QQ 12 34 56 C, NHS 943 476 5919", "NI [number], NHS [number]"),
    ("use 7KMR-2DXQ-93TH or 7kmr2dxq93th", "use [number] or [number]"),
    ("born 03-12-1980", "born [date]"),
)

UNTOUCHED = (
    "I'd like to shadow a housing options officer in Leeds for a day in March",
    "Can offer an hour on Power BI or Xero, Thursday 3 December at 10:30",
    "w/c 7 Dec, wk1 2pm or 2026-12-03 or 3/12/2026",
    "S106, DoLS and ASC: who does DPIAs?",
    "Grant applications for a hospice: £25,000 a year, 3 days over 2 weeks",
    "Will you host me? May works, so does April",
)


@pytest.mark.parametrize(("text", "left"), TABLE, ids=[text for text, _ in TABLE])
def test_what_tells_who_somebody_is_goes(text: str, left: str) -> None:
    assert without_personal_details(text) == left


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_they_want_stays(text: str) -> None:
    assert without_personal_details(text) == text


def test_the_writer_s_own_name_goes_in_whatever_case() -> None:
    assert without_personal_details("xanthippe q here, or XANTHIPPE", ["Xanthippe Q"]) == "[name] q here, or [name]"


@given(st.text(max_size=300), st.sampled_from([text for text, _ in TABLE]), st.text(max_size=300))
def test_any_text_around_it_leaves_no_number_and_no_address(before: str, text: str, after: str) -> None:
    left = without_personal_details(f"{before} \n{text}\n {after}")
    for private in ("07700", "496", "sam.o+x", "ls9 7tr", "sw1a1aa", "943 476", "12 34 56", "x.example", "okafor"):
        assert private in (before + after).casefold() or private not in left.casefold()
