"""An installation's own words stand beside those that come with the bot, and are checked before they are used."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.command_line.diagnostics import commands
from bot import jargon


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of words; what was read from it is forgotten again."""
    (tmp_path / "subjects").mkdir()
    (tmp_path / "subjects" / "ours.toml").write_text(
        """reviewed = true
        [kiln-firing]
        names = ["kiln firing"]
        situations = ["nobody dares to switch the pottery oven on"]
        near = ["volunteer-management"]
        """,
        encoding="utf-8",
    )
    (tmp_path / "jargon.toml").write_text(
        """reviewed = true
        ZQK = { stands_for = "zonal quality kiln panel", subject = "kiln-firing" }
        DoLS = { stands_for = "what our place says it is", subject = "mental-capacity" }
        ZQL = { stands_for = "nobody has read this", reviewed = false }
        """,
        encoding="utf-8",
    )
    yield tmp_path
    jargon._OWN.clear()
    jargon.forget()


def test_own_terms_and_subjects_are_used(folder: Path) -> None:
    before = len(jargon.terms()), len(jargon.subjects())
    jargon.use_also(folder)
    assert (len(jargon.terms()), len(jargon.subjects())) == (before[0] + 1, before[1] + 1)
    assert jargon.expanded("a chat about ZQK") == "a chat about ZQK (zonal quality kiln panel)"
    assert jargon.expanded("a chat about ZQL") == "a chat about ZQL"
    assert jargon.subjects()[-1].id == "kiln-firing"
    assert jargon.faults(jargon.subjects(), jargon.terms()) == ()


def test_an_own_term_stands_in_the_place_of_a_packaged_one(folder: Path) -> None:
    jargon.use_also(folder)
    (term,) = jargon.found_in("DoLS")
    assert term.stands_for == "what our place says it is"


def test_the_check_says_how_many_there_are(folder: Path) -> None:
    told = CliRunner().invoke(commands, ["words", str(folder)])
    assert (told.exit_code, told.output) == (0, "1 more terms and 1 more subjects than come with the bot.\n")


def test_the_check_names_what_leads_nowhere(folder: Path) -> None:
    (folder / "subjects" / "ours.toml").unlink()
    told = CliRunner().invoke(commands, ["words", str(folder)])
    assert told.exit_code == 1
    assert "ZQK: there is no subject 'kiln-firing'" in told.output


def test_the_check_stops_at_what_cannot_be_read(folder: Path) -> None:
    (folder / "jargon.toml").write_text("ZQK = [", encoding="utf-8")
    assert CliRunner().invoke(commands, ["words", str(folder)]).exit_code == 2


def test_the_check_stops_where_there_is_nothing(tmp_path: Path) -> None:
    assert CliRunner().invoke(commands, ["words", str(tmp_path)]).exit_code == 2
