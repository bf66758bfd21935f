"""Starts the real demo and a real browser, and speaks of both as a visitor would. For the test and the screenshot."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000
"""Milliseconds in which whatever is expected must be on the page."""


@contextmanager
def running_demo() -> Iterator[str]:
    """`shoes demo` as a process of its own, on a free port. Gives its address."""
    command = [sys.executable, "-m", "adapters", "demo", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = next((line.strip() for line in process.stdout if re.match(r"http://127\.0\.0\.1:\d+/$", line)), "")
        assert address, f"the demo did not start (exit code {process.poll()})"
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@contextmanager
def browser_page(width: int = 1280, height: int = 800, *, calm: bool = True) -> Iterator[tuple[Page, list[str]]]:
    """A page in Chromium, and what went wrong in it: errors, and what the content security policy refused."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="en-GB",
            reduced_motion="reduce" if calm else "no-preference",
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
        yield page, troubles
        context.close()
        browser.close()


class Phone:
    """One of the two phones on the page."""

    def __init__(self, page: Page, side: Literal["left", "right"]) -> None:
        self.box: Locator = page.locator(f".side.{side} .phone")

    @property
    def newest(self) -> Locator:
        """The bot's newest message."""
        return self.box.locator(".is-card").last

    def card(self, words: str) -> Locator:
        """The newest message of the bot that holds these words."""
        return self.box.locator(".is-card").filter(has_text=words).last

    def say(self, words: str) -> None:
        """Type and press Enter."""
        box = self.box.locator(".composer textarea")
        box.fill(words)
        box.press("Enter")

    def press(self, label: str, words: str = "") -> None:
        """Press a button on the newest message (that holds these words)."""
        card = self.card(words) if words else self.newest
        card.get_by_role("button", name=label, exact=True).first.click()

    def sees(self, words: str) -> None:
        """Wait until these words are on the phone."""
        expect(self.box.locator(".thread")).to_contain_text(words)

    @property
    def text(self) -> str:
        """Everything on the phone, the JSON for Slack or Teams too."""
        return self.box.locator(".thread").text_content() or ""


def let_pass(page: Page, step: str) -> None:
    """Press one of the clock's buttons and wait until the town is there."""
    before = page.locator(".kind-clock").count()
    page.get_by_role("button", name=step).click()
    expect(page.locator(".kind-clock")).not_to_have_count(before)
