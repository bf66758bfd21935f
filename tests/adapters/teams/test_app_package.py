"""What an administrator uploads: valid by Microsoft's own schemas, true to the code, and the same every time."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from adapters.__main__ import shoes
from adapters.teams.app_package import PREVIEW, STABLE, CannotPack, manifest, packages
from adapters.teams.icons import COLOR_SIZE, OUTLINE_SIZE
from adapters.teams.turns import from_activity
from bot.turn import Said
from bot.understanding import understand
from bot.understanding.understood import Intent
from tests.adapters.teams.fake_entra import APP_ID
from tests.adapters.teams.people import payload
from tests.adapters.teams.test_turns import AT

SCHEMAS = Path(__file__).parents[2] / "data" / "teams_manifest"
DOMAIN = "shoes.example.org"


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def pixels(png: bytes) -> tuple[int, list[bytes]]:
    """The side of a square picture and its rows of four bytes a pixel, read back by the book."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = {}, 8
    while at < len(png):
        [length], name = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        data = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(name + data),)
        found[name], at = data, at + 12 + length
    width, height, depth, kind, *rest = struct.unpack(">IIBBBBB", found[b"IHDR"])
    assert (width, depth, kind, rest) == (height, 8, 6, [0, 0, 0])
    raw, stride = zlib.decompress(found[b"IDAT"]), 1 + 4 * width
    assert len(raw) == stride * height
    rows = [raw[start : start + stride] for start in range(0, len(raw), stride)]
    assert {row[0] for row in rows} == {0}
    return width, [row[1:] for row in rows]


@pytest.mark.parametrize("version", [STABLE, PREVIEW])
def test_the_manifest_is_valid_by_microsofts_own_schema(version: str) -> None:
    schema = json.loads((SCHEMAS / f"v{version}.json").read_text(encoding="utf-8"))
    described = manifest(APP_ID, DOMAIN, version)
    validator = jsonschema.Draft4Validator(schema)
    assert [error.message for error in validator.iter_errors(described)] == []
    assert list(validator.iter_errors(described | {"bots": [{"botId": "x"}]})), "and the schema does object"


def test_only_the_preview_knows_what_needs_a_newer_teams() -> None:
    stable, preview = (json.dumps(manifest(APP_ID, DOMAIN, version)) for version in (STABLE, PREVIEW))
    for needed in ("supportsTargetedMessages", '"slash"'):
        assert needed not in stable
        assert needed in preview


@pytest.mark.parametrize("version", [STABLE, PREVIEW])
def test_no_permission_is_asked_for(version: str) -> None:
    described = manifest(APP_ID, DOMAIN, version)
    assert not {"permissions", "devicePermissions", "authorization", "webApplicationInfo"} & set(described)


def test_both_packages_hold_the_three_files_and_are_the_same_each_time() -> None:
    first, again = packages(APP_ID, DOMAIN), packages(APP_ID.upper(), DOMAIN)
    assert [package.name for package in first] == ["in-your-shoes-teams.zip", "in-your-shoes-teams-preview.zip"]
    assert first == again
    for package, version in zip(first, (STABLE, PREVIEW), strict=True):
        files = unpacked(package.content)
        assert set(files) == {"manifest.json", "color.png", "outline.png"}
        assert json.loads(files["manifest.json"]) == manifest(APP_ID, DOMAIN, version)


def test_the_icons_are_as_teams_asks_for_them() -> None:
    files = unpacked(packages(APP_ID, DOMAIN)[0].content)
    side, rows = pixels(files["color.png"])
    assert side == COLOR_SIZE == 192
    assert {row[3::4] for row in rows} == {b"\xff" * side}, "nothing shines through"
    assert rows[0][:3] == bytes.fromhex("1D4D4F")
    side, rows = pixels(files["outline.png"])
    assert side == OUTLINE_SIZE == 32
    assert {row[n : n + 3] for row in rows for n in range(0, len(row), 4)} == {b"\xff\xff\xff"}, "white alone"
    shown = sum(alpha > 127 for row in rows for alpha in row[3::4])
    assert 0.1 < shown / side**2 < 0.5


@pytest.mark.parametrize(
    ("app_id", "domain"),
    [("", DOMAIN), ("an app", DOMAIN), (APP_ID, "https://shoes.example.org"), (APP_ID, "localhost"), (APP_ID, "a b.c")],
)
def test_what_is_no_id_or_domain_is_refused(app_id: str, domain: str) -> None:
    with pytest.raises(CannotPack, match="looks like"):
        packages(app_id, domain)


def test_the_command_writes_both(tmp_path: Path) -> None:
    out = tmp_path / "a" / "folder"
    done = CliRunner().invoke(shoes, ["teams-package", "--app-id", APP_ID, "--domain", DOMAIN, "--out", str(out)])
    assert (done.exit_code, sorted(path.name for path in out.iterdir())) == (
        0,
        ["in-your-shoes-teams-preview.zip", "in-your-shoes-teams.zip"],
    )
    wrong = CliRunner().invoke(shoes, ["teams-package", "--app-id", "x", "--domain", DOMAIN, "--out", str(out)])
    assert (wrong.exit_code, "looks like" in wrong.output) == (2, True)


def commands(scope: str, trigger: str = "mention") -> list[str]:
    lists: list[dict[str, Any]] = manifest(APP_ID, DOMAIN, PREVIEW)["bots"][0]["commandLists"]
    return [
        command["title"]
        for one in lists
        if scope in one["scopes"] and trigger in one.get("triggers", ["mention"])
        for command in one["commands"]
    ]


def test_what_the_menu_offers_is_understood() -> None:
    wanted = {
        "I can offer": Intent.OFFER,
        "I'd like to shadow": Intent.SEEK,
        "What's on offer?": Intent.BROWSE,
        "mine": Intent.LIST_MINE,
        "pause": Intent.PAUSE,
        "help": Intent.HELP,
        "digest on": Intent.DIGEST_ON,
        "digest off": Intent.DIGEST_OFF,
    }
    assert set(commands("personal") + commands("team")) == set(wanted)
    for words, intent in wanted.items():
        assert understand(words, channel="dm", today=AT.date())[0].intent is intent, words


def test_each_slash_command_arrives_as_one() -> None:
    for command in commands("team", "slash"):
        asked = payload("channel_mention") | {"text": f"{command} night shelter", "entities": []}
        asked["recipient"]["isTargeted"] = True
        delivered = from_activity(asked, AT)
        assert delivered is not None
        assert delivered.turn.act == Said("night shelter", f"slash:/{command}")  # type: ignore[arg-type]
