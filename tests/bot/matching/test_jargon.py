"""The data files are what their readers expect: reviewed, without doubles, every name leading somewhere."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

import bot
from bot import jargon
from bot.matching.knowledge import Knowledge, usual
from bot.matching.places import distance_km, gazetteer, mentioned

FOLDER = Path(bot.__file__).parent
FILES = (FOLDER / "jargon.toml", *sorted((FOLDER / "matching" / "subjects").glob("*.toml")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_is_reviewed_and_every_entry_whole(file: Path) -> None:
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    assert tables.pop("reviewed") is True
    assert tables
    wanted = {"stands_for"} if file.name == "jargon.toml" else {"names", "situations"}
    assert [name for name, row in tables.items() if not wanted <= row.keys()] == []
    texts = [text for row in tables.values() for value in row.values() if isinstance(value, list) for text in value]
    assert [text for text in texts if text != text.strip() or not text] == []


def test_enough_is_known() -> None:
    assert len(jargon.terms()) >= 300
    assert len(jargon.subjects()) >= 300


def test_nothing_is_said_twice() -> None:
    assert _twice(text.lower() for subject in jargon.subjects() for text in subject.situations) == []


def test_every_name_leads_somewhere() -> None:
    assert jargon.faults(jargon.subjects(), jargon.terms()) == ()


def test_faults_are_named_and_stop_nothing() -> None:
    subjects = (jargon.Subject("one", ("one",), near=("nowhere", "one")), jargon.Subject("one", ("another",)))
    glossary = (jargon.Term("ABC", "a b c", subject="missing"),)
    assert jargon.faults(subjects, glossary) == (
        "ABC: there is no subject 'missing'",
        "one: near names 'nowhere', no subject",
        "one: is its own neighbour",
        "one: the subject is there twice",
    )
    assert Knowledge(subjects, glossary).weights.of("one") > 0


def test_no_sentence_of_the_published_collection_is_in_the_files() -> None:
    """What is known must be general knowledge, or the measure would measure nothing."""
    data = Path(__file__).resolve().parents[2] / "data" / "matching"
    judged = "\n".join((data / f"{name}.jsonl").read_text(encoding="utf-8").lower() for name in ("offers", "requests"))
    said = [text.lower() for subject in jargon.subjects() for text in subject.situations]
    said += [text.lower() for term in jargon.terms() for text in term.everyday]
    assert [text for text in said if len(text.split()) > 3 and text in judged] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("our FOI officer", "our FOI (freedom of information) officer"),
        ("dols and s106", "dols (Deprivation of Liberty Safeguards) and s106 (section 106 planning obligations)"),
        ("please send me the mash", "please send me the mash"),
        ("SEND and MASH", "SEND (special educational needs and disabilities) and MASH (Multi-Agency Safeguarding Hub)"),
        ("FOI and ıDVA", "FOI (freedom of information) and ıDVA"),
        ("TENs for our fair", "TENs (temporary event notice) for our fair"),
    ],
)
def test_abbreviations_are_written_out(text: str, expected: str) -> None:
    assert jargon.expanded(text) == expected


def test_a_term_names_its_subject() -> None:
    known = usual()
    named = known.named(jargon.expanded("Can anyone help with a DPIA?"))
    assert known.subjects[max(named, key=lambda number: named[number])].id == "data-protection"


def test_places() -> None:
    assert all(49 < north < 61 and -8.5 < east < 2 for north, east in gazetteer().values())
    assert mentioned("Reading the meter in Reading, then Leeds") == ("reading", "leeds")
    assert mentioned("a room in newcastle upon tyne") == ("newcastle upon tyne",)
    near = distance_km("Salford", "Manchester")
    assert near is not None
    assert near < 5
    assert distance_km("Atlantis", "Leeds") is None
    assert distance_km("Brixton, London", "London") == pytest.approx(5, abs=3)


def _twice(texts: object) -> list[str]:
    return [text for text, count in Counter(texts).items() if count > 1]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('reviewed = true\n[one\nnames = ["one"]\n', r"some\.toml: "),
        ('reviewed = true\nnames = ["one"]\n', r"some\.toml, names: not an entry"),
        ('reviewed = true\n[one]\nname = ["one"]\n', r"some\.toml, one: .*'name'"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_fault(
    text: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "matching" / "subjects"
    folder.mkdir(parents=True)
    (folder / "some.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(jargon, "files", lambda _package: tmp_path)
    jargon.subjects.cache_clear()
    try:
        with pytest.raises(jargon.JargonError, match=fault):
            jargon.subjects()
    finally:
        jargon.subjects.cache_clear()
