"""Microsoft's own tools object to no card that the product can show, nor to the worst that can be put into one."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from adapters.teams.cards import SHORT, render
from bot.cards import Form
from bot.looking import OPENS_A_FORM
from tests.adapters.teams.test_cards import GALLERY
from tests.gallery import WORDS, Exhibit, crowded, filled, harvested
from tests.plays import Plays

pytestmark = pytest.mark.teams
HERE = Path(__file__).parent


def objections(cards: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """What `check_cards.cjs` prints."""
    written = folder / "cards.json"
    written.write_text(json.dumps(cards), encoding="utf-8")
    done = subprocess.run(
        ["node", "check_cards.cjs", written], cwd=HERE, capture_output=True, text=True, timeout=240, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def drawn(exhibits: list[Exhibit]) -> list[dict[str, Any]]:
    return [{"name": exhibit.name, "card": render(exhibit.card)} for exhibit in exhibits]


@pytest.mark.timeout(300)
def test_every_card_that_anybody_was_shown(plays: Plays, tmp_path: Path) -> None:
    exhibits = list(harvested(plays))
    verbs = {button.verb for exhibit in exhibits for button in exhibit.card.buttons}
    assert verbs & set(OPENS_A_FORM), "buttons that open dialogs are among them"
    assert any(isinstance(part, Form) for exhibit in exhibits for part in exhibit.card.parts)
    assert objections(drawn(exhibits), tmp_path) == {"cards": len(exhibits), "types": [], "parser": []}


@pytest.mark.timeout(300)
def test_the_worst_that_people_can_put_into_them(plays: Plays, tmp_path: Path) -> None:
    exhibits = [*crowded(tmp_path, "teams")]
    for name in ("three thousand", "markup", "templates", "control", "nothing"):
        exhibits += list(filled(plays, WORDS[name]))[:60]
    cards = drawn(exhibits)
    cards += [{"name": name, "card": render(card)} for name, card in GALLERY.items()]
    cards += [{"name": f"{name}, short", "card": render(card, SHORT)} for name, card in GALLERY.items()]
    assert objections(cards, tmp_path) == {"cards": len(cards), "types": [], "parser": []}


def test_the_tools_do_object(tmp_path: Path) -> None:
    twice = {"type": "Input.Text", "id": "a", "label": "x"}
    wrong = {"type": "AdaptiveCard", "version": "1.5", "body": [twice, twice, {"type": "RichTextBlok", "inlines": []}]}
    found = objections([{"name": "wrong", "card": wrong}], tmp_path)
    assert "RichTextBlok" in " ".join(found["types"])
    assert "Duplicate" in " ".join(found["parser"])
