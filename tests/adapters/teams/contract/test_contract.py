"""Every implementation of the Teams adapter, from the outside: what it makes of activities, which calls it makes."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from adapters.teams.service import Teams, teams
from bot.cards import Card
from bot.ports.deliveries import Parcel
from bot.turn import Spoken, Turn, parse_destination
from tests.adapters.teams.conftest import Office
from tests.adapters.teams.fake_teams import Posted
from tests.adapters.teams.people import PAYLOADS, payload

HERE = Path(__file__).parent
IMPLEMENTATIONS: dict[str, Callable[..., Teams]] = {"botbuilder 4.17.1": teams}
INBOUND: list[dict[str, Any]] = json.loads((HERE / "inbound.json").read_text(encoding="utf-8"))
OUTBOUND: list[dict[str, Any]] = json.loads((HERE / "outbound.json").read_text(encoding="utf-8"))

each_implementation = pytest.mark.parametrize("implementation", IMPLEMENTATIONS.values(), ids=list(IMPLEMENTATIONS))


@pytest.fixture
def implementation_of_office(implementation: Callable[..., Teams]) -> Callable[..., Teams]:
    """Which adapter `office` is built with."""
    return implementation


@each_implementation
async def test_activities_become_turns(implementation: object, office: Office, request: pytest.FixtureRequest) -> None:
    seen: list[Turn] = []

    def handle(turn: Turn) -> Spoken:
        seen.append(turn)
        return Spoken()

    office.core.handle = handle  # type: ignore[method-assign]
    said = []
    for case in INBOUND:
        activity = payload(case["activity"])
        real = activity["serviceUrl"]
        activity["serviceUrl"] = office.teams.service_url
        seen.clear()
        answer = await office.workplace.post(activity)
        turns = json.loads(json.dumps([_written(turn) for turn in seen]).replace(office.teams.url, real))
        said.append(
            {"activity": case["activity"], "status": answer.status, "body": _outer(answer.body), "turns": turns}
        )
    _compare(said, INBOUND, HERE / "inbound.json", request)


@each_implementation
async def test_messages_become_calls(implementation: object, office: Office, request: pytest.FixtureRequest) -> None:
    office.teams.throttled, said = False, []
    for case in OUTBOUND:
        to = parse_destination(case["to"])
        conversation = case["conversation"]
        office.teams.conversations.clear()
        office.teams.messages.clear()
        office.teams.reachable = {to.user: conversation} if hasattr(to, "user") and case["reachable"] else {}
        office.references.forget(to)
        if conversation and case["exists"]:
            office.priya.lives_in(office.teams)
            office.teams.conversations[conversation] = office.teams.conversations[office.priya.chat]
        if case["known"]:
            known = {"service_url": office.teams.service_url, **case["known"]}
            office.references.remember(to, known, office.clock.now())
        for answer in case["answers"]:
            office.teams.fail_next(answer["status"], answer.get("code", ""), answer.get("headers"))
        if case["there"]:
            office.teams.messages.append(Posted(conversation, case["replaces"].split("|")[1], {}))
        office.teams.requests.clear()
        card = Card.from_json(json.dumps(case["card"]))
        outcome = await office.service.sender.send(Parcel(1, case["key"], to, card, case["replaces"], 1))
        calls = [{"method": method, "path": path, "body": body} for method, path, body in office.teams.requests]
        told = {"kind": type(outcome).__name__, **json.loads(json.dumps(_stated(outcome), default=str))}
        if told.get("message_id"):
            told["message_id"] = told["message_id"].split("|")[0] + "|…"
        said.append({**case, "calls": calls, "outcome": told})
    _compare(said, OUTBOUND, HERE / "outbound.json", request)


def test_every_payload_is_in_the_contract() -> None:
    assert {case["activity"] for case in INBOUND} == {path.stem for path in PAYLOADS.glob("*.json")}
    scopes = {payload(case["activity"])["conversation"]["conversationType"] for case in INBOUND}
    assert scopes == {"personal", "channel", "groupChat"}
    assert len({payload(case["activity"])["channelData"]["tenant"]["id"] for case in INBOUND}) >= 2


def _outer(body: dict[str, Any]) -> dict[str, Any]:
    """Without what the core says in a window, which is not the adapter's affair."""
    window = (body.get("task") or {}).get("value")
    if isinstance(window, dict):
        window |= {"title": "…"}
        window["card"] |= {"content": "…"}
    return body


def _stated(value: Any) -> dict[str, Any]:
    """What is said in it; what a later release may say too is left out where it does not."""
    return {name: said for name, said in asdict(value).items() if said}


def _written(turn: Turn) -> dict[str, Any]:
    """A turn as JSON. When it was taken is the clock's affair."""
    return {
        "id": turn.id,
        "sender": str(turn.sender),
        "place": str(turn.place) if turn.place else None,
        "act": {"kind": type(turn.act).__name__, **asdict(turn.act)},
        "profile": _stated(turn.profile),
    }


def _compare(said: list[Any], expected: list[Any], file: Path, request: pytest.FixtureRequest) -> None:
    said = json.loads(json.dumps(said))
    if request.config.getoption("--rewrite"):
        file.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return
    for one, other in zip(said, expected, strict=True):
        assert one == other
