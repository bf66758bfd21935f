"""`shoes serve` and Microsoft's Agents Playground as processes, and a page on which somebody uses Teams."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PICTURES = HERE / "build"
TENANT = "00000000-0000-0000-0000-0000000000001"
"""The Playground's own, which is what it is."""
PATIENCE = 15_000
"""Milliseconds in which whatever is expected must be on the page."""
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@contextmanager
def serving(database: str, port: int) -> Iterator[None]:
    """`shoes serve` for the Playground."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")} | {
        "SHOES_DATABASE_URL": database,
        "SHOES_DEVELOPMENT": "1",
        "SHOES_TEAMS_TENANT_ID": TENANT,
        "SHOES_PUBLIC_URL": f"http://localhost:{port}",
        "SHOES_PORT": str(port),
    }
    command = [sys.executable, "-m", "adapters", "serve"]
    with _process(command, f"http://127.0.0.1:{port}/health", environment):
        yield


@contextmanager
def playground(endpoint: str, port: int, home: Path) -> Iterator[str]:
    """The Playground, before `endpoint`. Gives its address."""
    tool = HERE / "node_modules/@microsoft/m365agentsplayground/cli.js"
    command = ["node", str(tool), "start", "-c", "msteams", "-e", endpoint, "-p", str(port), "--disable-telemetry"]
    address = f"http://localhost:{port}"
    with _process(command, address, os.environ | {"HOME": str(home)}, home):
        yield address


@contextmanager
def page() -> Iterator[Page]:
    """A page in Chromium."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        opened = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB").new_page()
        opened.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield opened
        browser.close()


@dataclass
class Person:
    """Alex, who is at the Playground's page."""

    page: Page

    def opens(self, address: str) -> None:
        self.page.goto(address)

    def goes_to(self, place: str) -> None:
        self.page.locator(f'button[aria-label="{place}"]').click()

    def writes(self, words: str, *, mention: str = "") -> None:
        box = self.page.locator("[contenteditable=true][role=textbox]").first
        box.click()
        if mention:
            self.page.keyboard.type("@")
            self.page.get_by_role("menuitem", name=mention).first.click()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def presses(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).last.click()

    def fills(self, label: str, words: str) -> None:
        self.page.get_by_label(label).last.fill(words)

    def sees(self, words: str) -> Locator:
        """Fails unless these words are on the page, or soon are."""
        found = self.page.get_by_text(words).last
        expect(found).to_be_visible()
        return found

    def sees_no(self, label: str) -> None:
        """Fails if there is, and stays, a button of this name."""
        expect(self.page.get_by_role("button", name=label, exact=True)).to_have_count(0)

    def is_pictured(self, name: str) -> None:
        """For people to look at."""
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")


@contextmanager
def _process(command: list[str], address: str, environment: dict[str, str], folder: Path = ROOT) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        _wait(process, address)
        yield
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=20)
        failures = re.findall(r"^.*\b(?:Traceback|turn_failed|invoke_failed|given_up)\b.*$", said, re.MULTILINE)
        print("\n".join(failures))


def _wait(process: subprocess.Popen[str], address: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < until, f"nobody listens at {address}"
            time.sleep(0.2)
