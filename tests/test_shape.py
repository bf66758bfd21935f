"""About the codebase itself: what may import what beyond the layers, and what must never stand in a file."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "storage", "adapters")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

ONLY_IN = {
    "slack_bolt": ("adapters.slack",),
    "slack_sdk": ("adapters.slack",),
    "botbuilder": ("adapters.teams",),
    "botframework": ("adapters.teams",),
    "msal": ("adapters.teams",),
    "apscheduler": ("adapters.scheduler",),
    "sqlmodel": ("storage",),
    "sqlalchemy": ("storage",),
    "alembic": ("storage.migrations",),
    "onnxruntime": ("adapters.embedding", "bot.understanding.learned.network"),
    "openai": ("adapters.second_opinion",),
    "procrastinate": ("adapters.lanes_by_procrastinate",),
    "prometheus_client": ("adapters.metrics",),
    "opentelemetry": ("adapters.traces",),
}
ONLY_WITH = {"opentelemetry": "traces", "procrastinate": "procrastinate"}
"""Libraries that an installation may lack, and the extra that brings them."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("library", ONLY_IN)
def test_each_library_has_its_one_place(library: str, graph: grimp.ImportGraph) -> None:
    users = graph.find_modules_that_directly_import(library) if library in graph.modules else set()
    assert users, f"nobody imports {library} any more: take it out of this table"
    assert {user for user in users if not user.startswith(ONLY_IN[library])} == set()


def test_every_library_that_is_imported_is_declared(graph: grimp.ImportGraph) -> None:
    """What is there only because something else brings it may be gone on somebody else's machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = {one for extra in ONLY_WITH.values() for one in project["optional-dependencies"][extra]}
    declared = {_named(one) for one in (*project["dependencies"], *optional)}
    brings = importlib.metadata.packages_distributions()
    imported = {module for module in graph.modules if graph.is_module_squashed(module)} - sys.stdlib_module_names
    undeclared = {
        library for library in imported if not declared & {_named(name) for name in brings.get(library, [library])}
    }
    assert undeclared == set()


def test_no_library_is_declared_for_nothing(graph: grimp.ImportGraph) -> None:
    declared = {_named(one) for one in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]}
    brings = importlib.metadata.packages_distributions()
    used = {_named(name) for module in graph.modules for name in brings.get(module, [])}
    assert declared - used == {"tzdata"}  # zoneinfo reads it


def _named(requirement: str) -> str:
    return re.split(r"[\[<>=~! ;]", requirement)[0].lower().replace("_", "-")


def test_no_library_of_ours_keeps_anything_of_its_own(tmp_path: Path) -> None:
    """onnxruntime, left to itself, gives this machine a number and reports to its makers."""
    reads = "import datetime; from bot.understanding import understand; "
    reads += "understand('I can offer an hour', channel='dm', today=datetime.date(2026, 1, 1))"
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    subprocess.run([sys.executable, "-c", reads], cwd=ROOT, env=plain | {"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*")) == []


LATE = (
    "alembic",
    "bot.understanding.learned.network",
    "bot.understanding.personal",
    "bot.understanding.timing.find",
    "botbuilder",
    "cryptography",
    "holidays",
    "icalendar",
    "jwt",
    "onnxruntime",
    "openai",
    "rapidfuzz",
    "rich",
    "slack_bolt",
    "slack_sdk.socket_mode",
)


def test_to_listen_takes_nothing_that_only_the_first_turn_needs() -> None:
    """A start answers before these are there; `warm_up` loads them while whoever comes is told that it is not ready."""
    listens = "import sys; from adapters.__main__ import shoes; "
    listens += "told = shoes(['serve'], standalone_mode=False); "  # which ends when nothing is set up
    listens += "import adapters.slack.service, adapters.teams.service; "
    listens += f"print(told, [name for name in {LATE} if name in sys.modules])"
    nothing = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")}
    loaded = subprocess.run(
        [sys.executable, "-c", listens], cwd=ROOT, env=nothing, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "2 []"


def test_only_two_files_write_to_anybody_but_the_speaker() -> None:
    """A turn makes replies, and retires cards; notifications and reminders tell others; nobody else does."""
    parsed = {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in (ROOT / "bot").rglob("*.py")
    }
    turn = {"bot/engine.py", "bot/queueing.py", "bot/taking.py"}
    assert {name for name, tree in parsed.items() if _calls(tree, "Message")} == {*turn, "bot/telling.py"}
    telling = {name for name, tree in parsed.items() if _calls(tree, "Telling")}
    assert telling == {"bot/notifications.py", "bot/reminders.py"}


def _calls(tree: ast.Module, name: str) -> bool:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == name for called in calls)


@pytest.mark.parametrize("path", MODULES, ids=[path.relative_to(ROOT).as_posix() for path in MODULES])
def test_every_module_states_its_rule(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or not tree.body


def test_modules_stay_small() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lengths[len(lengths) // 2] <= 130
    assert sum(length > 300 for length in lengths) <= len(lengths) // 10


def test_no_file_names_a_registry_or_a_path_of_some_machine() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    forbidden = re.compile(rb"(/root/|/work/|/home/\w+/|//[\w.-]+/simple\b|//[\w.-]*(pypi|pythonhosted|npmjs)[\w.-]*)")
    named = []
    for name in filter(None, tracked.stdout.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and path != Path(__file__) and forbidden.search(path.read_bytes()):
            named.append(name)
    assert named == []
