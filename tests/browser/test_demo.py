"""A visitor takes two people in two organisations on two platforms through a whole exchange, in a real browser."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

import pytest

pytest.importorskip("playwright", reason="the browser group is not installed")

from playwright.sync_api import Page, expect

from tests.browser.driving import Phone, browser_page, let_pass, running_demo

READING = Path(__file__).with_name("reading.js").read_text(encoding="utf-8")

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    with running_demo() as address:
        yield address


@pytest.fixture
def page(demo: str) -> Iterator[Page]:
    with browser_page() as (page, troubles):
        page.goto(demo)
        page.locator("body.live").wait_for()
        story = page.locator("body").get_attribute("data-story")
        page.get_by_role("button", name="Start the town again").click()
        page.locator(f"body.live:not([data-story='{story}'])").wait_for()
        yield page
        assert troubles == []


def test_one_exchange_from_the_first_word_to_both_reflections(page: Page, demo: str) -> None:
    priya, sam = Phone(page, "left"), Phone(page, "right")

    # Priya looks for somebody: a role and an organisation, no name.
    priya.say("/shadow night shelter")
    priya.sees("ight shelter coordinator at Open Door")
    assert "Sam Okafor" not in priya.text
    assert "sam.okafor" not in priya.text

    # She asks, and Sam hears of her role and organisation, no name.
    priya.press("Ask")
    sam.sees("would like to shadow you: night shelter")
    sam.sees("Airedale Council")
    assert "Priya" not in sam.text
    assert "priya.nair" not in sam.text
    assert "Sam Okafor" not in priya.text

    # Both have said yes: now each learns who the other is.
    sam.press("Yes", "would like to shadow you")
    priya.sees("Sam Okafor said yes")
    priya.sees("sam.okafor@opendoor.example")
    sam.sees("Meet Priya Nair")
    sam.sees("priya.nair@airedale.example")

    # Dates go back and forth.
    form = sam.card("Which dates shall I put to Priya Nair?")
    form.get_by_label("Place, or the link to a call").fill("12 Mill Street, Leeds. Ring the blue bell")
    sam.press("Suggest these")
    priya.sees("Sam Okafor suggests these")
    dates = priya.card("Sam Okafor suggests these").locator(".press.primary")
    chosen = dates.inner_text()
    dates.click()
    priya.sees("It's in the diary")
    sam.sees("Priya Nair can make it")
    for phone in (priya, sam):
        phone.sees(chosen)
        phone.sees("Ring the blue bell")

    # The diary file is there for both.
    link = priya.card("It's in the diary").get_by_role("link")
    with urllib.request.urlopen(urljoin(demo, link.get_attribute("href") or "")) as diary:
        assert diary.headers.get_content_type() == "text/calendar"
        assert b"BEGIN:VEVENT" in diary.read()

    # A week goes by: a reminder, then a question to both.
    let_pass(page, "Next week")
    for phone, other in ((priya, "Sam Okafor"), (sam, "Priya Nair")):
        phone.sees("Tomorrow: night shelter")
        phone.sees(f"You and {other}: did it happen?")

    # Both reflect.
    priya.press("Yes", "did it happen?")
    reflect(priya, "How quiet three in the morning is.", "Visit before I write a specification.")
    priya.sees("Thank you. I've kept that.")
    assert "How quiet three in the morning is." not in sam.text, "a private reflection stays with its writer"
    if sam.card("did it happen?").get_by_role("button", name="Yes", exact=True).count():
        sam.press("Yes", "did it happen?")
    reflect(sam, "Somebody who decides asked what I would change.", "Write it down for her.")
    sam.sees("Thank you. I've kept that.")
    assert "Somebody who decides" not in priya.text


def test_what_is_typed_stays_words(page: Page) -> None:
    priya = Phone(page, "left")
    nasty = "<img src=x onerror=alert(1)> <!channel> <@U0SAM> & \u202egnirts"
    priya.say(f"I can offer an hour on {nasty}")
    expect(priya.box.locator(".is-said").last).to_contain_text(nasty)
    expect(priya.newest).to_be_visible()
    assert priya.box.locator(".thread img").count() == 0


def test_a_channel_hears_only_what_calls_the_bot(page: Page) -> None:
    sam = Phone(page, "right")
    page.locator(".side.right .tabs a", has_text="general").click()
    page.locator("body.live").wait_for()
    cards = sam.box.locator(".is-card").count()
    sam.say("Has anybody seen my mug?")
    sam.say("@shoes digest on")
    expect(sam.box.locator(".is-card")).to_have_count(cards + 1)
    expect(sam.newest).to_contain_text("I've answered you in a direct message.")
    expect(page.locator(".side.right .tabs .news")).to_have_text("In Your Shoes")


def test_keyboard_alone_gets_through(page: Page, demo: str) -> None:
    page.goto(demo)
    priya = Phone(page, "left")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the left phone
    expect(priya.box.locator("textarea")).to_be_focused()
    page.keyboard.type("/shadow night shelter")
    page.keyboard.press("Enter")
    ask = priya.newest.get_by_role("button", name="Ask", exact=True).first
    ask.focus()
    page.keyboard.press("Enter")
    priya.sees("I've asked")
    assert page.evaluate("document.activeElement !== document.body"), "the keyboard keeps its place"


def test_somebody_from_an_unknown_workspace_is_told_so(page: Page, demo: str) -> None:
    page.goto(f"{demo}?left=alex&right=jo")
    alex = Phone(page, "left")
    alex.say("hello")
    alex.sees("I don't know your workspace yet")


def reflect(phone: Phone, surprised: str, differently: str) -> None:
    form = phone.card("What did you take away")
    form.get_by_label("What surprised you?").fill(surprised)
    form.get_by_label("What will you do differently?").fill(differently)
    form.get_by_role("button", name="Save").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_everything_can_be_read_and_has_a_name(
    page: Page, demo: str, scheme: Literal["light", "dark"], width: int
) -> None:
    """In the dark and on a narrow screen too, with a card, a form and a button of every kind on the phones."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 860})
    page.goto(demo)
    priya = Phone(page, "left")
    priya.say("I can offer an hour on commissioning")
    priya.sees("Shall I publish it?")
    priya.press("Change")
    priya.sees("Change what you like")
    priya.say("forget me")
    priya.sees("Shall I forget everything about you?")
    priya.press("Keep me")
    priya.sees("Glad you're staying")
    page.wait_for_timeout(1500)  # until the glow of the changed card is gone
    assert page.evaluate(READING) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the screen"
