"""Makes the README's picture of the demo: `python -m docs.screenshot`, with the `browser` group and Chromium installed.

It drives the real demo as tests/browser does, so the picture shows what a visitor sees.
"""

from pathlib import Path

from tests.browser.driving import Phone, browser_page, running_demo

PICTURE = Path(__file__).with_name("demo.png")
LARGEST = 400_000
"""Bytes: a README should open quickly."""


def main() -> None:
    """Ask for a night shelter, say yes, put dates to each other, and take the picture. Raises if it is too large."""
    with running_demo() as address, browser_page(1440, 860) as (page, troubles):
        page.goto(address)
        priya, sam = Phone(page, "left"), Phone(page, "right")
        priya.say("/shadow night shelter")
        priya.sees("ight shelter coordinator at Open Door")
        priya.press("Ask")
        sam.sees("would like to shadow you: night shelter")
        sam.press("Yes", "would like to shadow you")
        sam.sees("Which dates shall I put to Priya Nair?")
        sam.press("Suggest these")
        priya.sees("Sam Okafor suggests these")
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        page.wait_for_timeout(1600)  # until the glow of the changed card is gone
        page.screenshot(path=PICTURE)
        if troubles:
            raise SystemExit(f"the page was in trouble: {troubles}")
    if PICTURE.stat().st_size > LARGEST:
        raise SystemExit(f"{PICTURE} has {PICTURE.stat().st_size} bytes; more than {LARGEST} are too many")


if __name__ == "__main__":
    main()
