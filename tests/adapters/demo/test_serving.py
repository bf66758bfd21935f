"""The demo as a process of its own: on this machine alone, on a free port, and gone when it is told to go."""

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def busy() -> Iterator[int]:
    """A port that somebody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_busy_port_is_replaced_and_the_address_stands_on_a_line_of_its_own(busy: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"from adapters.demo.serving import serve_demo; serve_demo(port={busy})"]
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": ""}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        address = next(line.strip() for line in demo.stdout if line.startswith("http://"))
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        assert f":{busy}/" not in address
        act = urllib.request.Request(f"{address}clock", b"step=hour", {"Origin": address.rstrip("/")})
        with urllib.request.urlopen(act) as page:  # is answered when the town is awake
            assert "Priya Nair" in page.read().decode()
        assert list(tmp_path.glob("in-your-shoes-*/*.db"))
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(timeout=120) == 0
    assert not list(tmp_path.glob("in-your-shoes-*")), "the town leaves nothing behind"


def test_who_changes_their_mind_while_the_town_wakes_up_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from adapters.demo.serving import serve_demo; serve_demo(port=0)"]
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": ""}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        assert demo.stdout.readline().startswith("http://")
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=120) == 0
    assert not list(tmp_path.glob("in-your-shoes-*"))
