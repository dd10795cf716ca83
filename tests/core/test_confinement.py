"""A process that is locked in reaches its own folders and nothing else; elsewhere than on Linux it says so."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cnn_desktop.core.confinement import Confinement

TRIES = """
import ctypes, json, os, socket, sys
from pathlib import Path
from cnn_desktop.core import confinement
from cnn_desktop.core.confinement import caller, confine, offline, read_only
what, *places = sys.argv[1:]
reads, writes, elsewhere = map(Path, places)
cards = {"offline beside a card": 1, "offline beside two cards": 2}
confinement._cards = lambda: cards.get(what, 0)
match what:
    case "confine":
        held = confine([reads], [writes], 0)
    case "read_only":
        held = read_only([writes])
    case "caller":
        held = caller()
    case "caller that writes":
        held = caller([writes])
    case _:
        held = offline()

def tried(what):
    try:
        what()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"

def called(*call):
    descriptor = ctypes.CDLL(None, use_errno=True).syscall(*call)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "")
    os.close(descriptor)

print(json.dumps({
    "folders": held.folders, "network": held.network, "limits": held.limits, "closed": held.closed,
    "listen": tried(lambda: socket.create_server(("127.0.0.1", 0)).close()),
    "listen unbound": tried(lambda: socket.socket().listen()),
    "socket of version 6": tried(lambda: socket.socket(socket.AF_INET6).close()),
    "socket to the kernel": tried(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()),
    "call": tried(lambda: socket.create_connection(("127.0.0.1", 9), timeout=5).close()),
    "read": tried(lambda: (reads / "model").read_bytes()),
    "read elsewhere": tried(lambda: (elsewhere / "secret").read_bytes()),
    "link elsewhere": tried(lambda: (reads / "link").read_bytes()),
    "write": tried(lambda: (writes / "run").write_bytes(b"x")),
    "write where it reads": tried(lambda: (reads / "model").write_bytes(b"x")),
    "socket": tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()),
    "socket to a program": tried(lambda: socket.socket(socket.AF_UNIX).close()),
    "pipe": tried(lambda: [one.close() for one in socket.socketpair()]),
    "ring": tried(lambda: called(425, 4, ctypes.create_string_buffer(256))),  # io_uring_setup
    "other numbers": tried(lambda: called(0x40000000 + 41, 2, 1, 0)),  # socket, as x32 calls it
    "write elsewhere": tried(lambda: (elsewhere / "new").write_bytes(b"x")),
    "remove": tried(lambda: (elsewhere / "secret").unlink()),
    "memory": tried(lambda: bytearray(4 << 30)),
    "import": tried(lambda: __import__("sqlite3")),
}))
"""


def tried(home, what):
    """What a process could do that locked itself in by `what`."""
    # under the home folder of nobody in particular: the folder for temporary files may be written by everyone
    for name in ("reads", "writes", "elsewhere", "tmp"):
        (home / name).mkdir()
    (home / "reads" / "model").touch()
    (home / "elsewhere" / "secret").touch()
    (home / "reads" / "link").symlink_to(home / "elsewhere" / "secret")
    places = [str(home / name) for name in ("reads", "writes", "elsewhere")]
    done = subprocess.run(
        [sys.executable, "-c", TRIES, what, *places],
        capture_output=True, text=True, timeout=60, check=True, env={"TMPDIR": str(home / "tmp"), "PATH": ""},
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Of a process that opens one model."""
    return tried(tmp_path_factory.mktemp("home"), "confine")


@pytest.fixture(scope="module")
def told_of(tmp_path_factory):
    """Of a process that is held as its name says."""
    return lambda what: tried(tmp_path_factory.mktemp("home"), what)


@pytest.fixture(scope="module")
def told_of_reader(tmp_path_factory):
    """Of a process that serves for hours."""
    return tried(tmp_path_factory.mktemp("home"), "read_only")


def test_what_is_its_own_is_reached(told):
    assert (told["read"], told["write"], told["import"]) == ("done", "done", "done")


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux")
def test_other_folders_are_out_of_reach(told):
    if not told["folders"]:
        pytest.skip("this kernel has no Landlock")
    assert told["read elsewhere"] == told["link elsewhere"] == told["write where it reads"] == "PermissionError"


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
def test_there_is_no_network(told):
    if not told["network"]:
        pytest.skip("this kernel has no seccomp")
    assert told["socket"] == told["socket to a program"] == told["ring"] == told["other numbers"] == "PermissionError"
    assert told["pipe"] == "done"


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux")
def test_a_reader_reads_everything_and_writes_nothing(told_of_reader):
    told = told_of_reader
    if not (told["folders"] and told["network"]):
        pytest.skip("this kernel has no Landlock, or no seccomp")
    assert told["read"] == told["read elsewhere"] == told["write"] == told["import"] == "done"
    assert told["write where it reads"] == told["write elsewhere"] == told["remove"] == "PermissionError"
    assert told["socket"] == told["socket to a program"] == told["ring"] == told["other numbers"] == "PermissionError"


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
def test_what_needs_no_network_has_none_and_writes_where_it_is_told_to(told_of):
    told = told_of("offline")
    if not told["network"]:
        pytest.skip("this kernel has no seccomp")
    refused = ("socket", "socket of version 6", "socket to a program", "socket to the kernel", "ring", "other numbers")
    assert {name: told[name] for name in (*refused, "listen", "call")} == dict.fromkeys(
        (*refused, "listen", "call"), "PermissionError"
    )
    assert told["pipe"] == told["write"] == told["write elsewhere"] == told["read elsewhere"] == "done"


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux")
def test_beside_a_card_its_driver_keeps_the_sockets_of_this_computer(told_of):
    """CUDA binds and listens on one, and does not start where that is refused."""
    told = told_of("offline beside a card")
    if not told["network"]:
        pytest.skip("this kernel has no seccomp")
    assert told["socket to a program"] == told["pipe"] == "done"
    assert told["socket"] == told["socket of version 6"] == told["socket to the kernel"] == "PermissionError"
    assert told["listen"] == told["call"] == told["ring"] == told["other numbers"] == "PermissionError"


def test_beside_several_cards_nothing_is_refused_for_they_talk_by_sockets(told_of):
    told = told_of("offline beside two cards")
    assert (told["network"], told["socket"], told["listen"]) == (False, "done", "done")


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux")
@pytest.mark.parametrize("what", ["caller", "caller that writes"])
def test_what_calls_others_is_never_called(told_of, what):
    told = told_of(what)
    if not told["closed"]:
        pytest.skip("this kernel has no seccomp")
    assert told["listen"] == told["listen unbound"] == told["ring"] == "PermissionError"
    assert told["call"] == "ConnectionRefusedError"  # nobody listens there: it was asked
    assert told["socket"] == told["socket to a program"] == told["write"] == "done"
    assert told["write elsewhere"] == ("PermissionError" if told["folders"] else "done")
    assert told["folders"] == (what == "caller that writes")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to it")
def test_memory_is_bounded(told):
    assert told["limits"]
    assert told["memory"] == "MemoryError"


def test_what_holds_is_said():
    assert Confinement(folders=True, network=True, limits=True).words == (
        "It was opened in a process of its own, cut off from the internet, able to read and write its own folders only "
        "and with bounded memory and time."
    )
    assert "offers no more than that" in Confinement(limits=True).words
    assert "no way to lock in" in Confinement().words
