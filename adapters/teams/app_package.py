"""The app package: what an administrator uploads to Teams. `shoes teams-package` writes it.

Two zips: one that every tenant takes, and one with what needs a newer Teams (slash commands, and answers that one
member of a channel sees alone). Both ask for no permission. The same input gives the same bytes.
"""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.teams.icons import ACCENT, color_icon, outline_icon
from adapters.teams.turns import COMMANDS
from adapters.teams.windows import MESSAGE_COMMANDS, SEARCH

STABLE, PREVIEW = "1.25", "1.30"
"""Versions of the manifest. Slash commands and targeted messages are known from 1.29 on."""
VERSION = "1.1.0"
"""Of the app, as Teams shows it. Raise it with every change of what is in the package."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", re.IGNORECASE)
_FIXED = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: that of packing says nothing."""

_MENU = (
    ("I can offer", "Say what you could offer: an hour on grant budgeting, Thursday mornings"),
    ("I'd like to shadow", "Say whom: an adult social care commissioner, a day in March"),
    ("What's on offer?", "What people in other organisations offer and look for"),
    ("mine", "What you offer, what you want and what is coming up"),
    ("pause", "Nobody new is sent to you for a while"),
    ("help", "What can be said, in examples"),
)
_MENU_OF_A_CHANNEL = (
    ("digest on", "Post what's new here once a week"),
    ("digest off", "Stop the weekly post"),
    ("help", "What can be said, in examples"),
)
_SLASH = {
    "/offer": ("offer", "Offer an hour of help, a day of shadowing, a placement or a desk"),
    "/shadow": ("shadow", "Find somebody in another organisation to shadow"),
    "/exchange": ("exchange", "What you offer and want, what is coming up, and help"),
}


class CannotPack(Exception):
    """The message says what is wrong with what was given, for the administrator."""


@dataclass(frozen=True)
class Package:
    """A zip by the name of its file."""

    name: str
    content: bytes


def packages(app_id: str, domain: str) -> tuple[Package, ...]:
    """The stable and the preview one. Raises CannotPack if the id or the domain has an odd shape."""
    if not _ID.fullmatch(app_id):
        raise CannotPack(f"{app_id!r} is no application id: it looks like c9e8c047-2a74-40a2-b28a-b162d5f5327c.")
    if not _DOMAIN.fullmatch(domain):
        raise CannotPack(f"{domain!r} is no domain: it looks like shoes.example.org, without https://.")
    return tuple(
        Package(f"in-your-shoes-{name}.zip", _zipped(manifest(app_id.lower(), domain.lower(), version)))
        for name, version in (("teams", STABLE), ("teams-preview", PREVIEW))
    )


def write_packages(app_id: str, domain: str, folder: Path) -> tuple[Path, ...]:
    """Write both into `folder`, which is made. Raises CannotPack, for what was given or for the folder."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for package in packages(app_id, domain):
            path = folder / package.name
            path.write_bytes(package.content)
            written.append(path)
    except OSError as problem:
        raise CannotPack(f"Nothing can be written into {folder}: {problem.strerror}.") from None
    return tuple(written)


def manifest(app_id: str, domain: str, version: str) -> dict[str, Any]:
    """`manifest.json` of this version of Microsoft's schema: `STABLE` or `PREVIEW`."""
    site = f"https://{domain}"
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{version}/MicrosoftTeams.schema.json",
        "manifestVersion": version,
        "version": VERSION,
        "id": app_id,
        "developer": {
            "name": "In Your Shoes",
            "websiteUrl": site,
            "privacyUrl": f"{site}/privacy",
            "termsOfUseUrl": f"{site}/terms",
        },
        "name": {"short": "In Your Shoes", "full": "In Your Shoes: exchanges between councils and charities"},
        "description": {
            "short": "Skill exchanges and work shadowing between councils and charities",
            "full": (
                "In Your Shoes helps people in councils, government, charities and social enterprises spend a little "
                "time in each other's shoes. Say in a sentence what you could offer (an hour of help, a day of "
                "shadowing, a desk) or what you would like to see or learn. It finds somebody in another "
                "organisation, introduces the two of you once both have said yes, settles a date with you, and asks "
                "afterwards what you both made of it. It talks to colleagues on Microsoft Teams and on Slack alike. "
                "Nobody sees your name until you have said yes."
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#{:02X}{:02X}{:02X}".format(*ACCENT),
        "bots": [_bot(app_id, slash=version == PREVIEW)],
        "composeExtensions": [_extension(app_id)],
        "defaultInstallScope": "personal",
        "validDomains": [domain],
    }


def _bot(app_id: str, *, slash: bool) -> dict[str, Any]:
    shared = ["team", "groupChat"]
    lists = [
        {"scopes": ["personal"], "commands": _commands(_MENU)},
        {"scopes": shared, "commands": _commands(_MENU_OF_A_CHANNEL)},
    ]
    bot = {
        "botId": app_id,
        "scopes": ["personal", *shared],
        "isNotificationOnly": False,
        "supportsCalling": False,
        "supportsVideo": False,
        "supportsFiles": False,
        "commandLists": lists,
    }
    if not slash:
        return bot
    commands = _commands(tuple(_SLASH[command] for command in COMMANDS))
    lists.append({"triggers": ["slash"], "scopes": shared, "commands": commands})
    return bot | {"supportsTargetedMessages": True}


def _extension(app_id: str) -> dict[str, Any]:
    search = {
        "id": SEARCH,
        "type": "query",
        "context": ["compose", "commandBox"],
        "title": "Share an offer",
        "description": "Find what somebody offers, and put it into this conversation",
        "initialRun": True,
        "parameters": [
            {"name": "q", "title": "About", "description": "A skill, a role or a place", "inputType": "text"}
        ],
    }
    titles = {"turn_into_offer": "Turn into an offer", "turn_into_request": "Turn into a request"}
    actions = [
        {
            "id": command,
            "type": "action",
            "context": ["message"],
            "title": titles[command],
            "description": "Nobody sees anything before you have looked at it",
            "fetchTask": True,
        }
        for command in MESSAGE_COMMANDS
    ]
    return {"botId": app_id, "commands": [search, *actions]}


def _commands(menu: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"title": title, "description": description} for title, description in menu]


def _zipped(described: dict[str, Any]) -> bytes:
    files = {
        "manifest.json": json.dumps(described, indent=2, ensure_ascii=False).encode(),
        "color.png": color_icon(),
        "outline.png": outline_icon(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
