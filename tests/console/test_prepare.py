"""The steps before the counter, on a terminal that is no console; kbd's tools are stand-ins."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.console import terminals, tools
from app.console.errors import ConsoleFault
from app.console.prepare import give_back, prepare

KEYMAP = "keycode 119 = Pause\n"


@pytest.fixture
def terminal() -> Iterator[Path]:
    ours, theirs = os.openpty()
    yield Path(os.ttyname(theirs))
    os.close(ours)
    os.close(theirs)


@pytest.fixture
def kbd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of tools that write down how they were called, and what they were given."""
    directory = tmp_path / "bin"
    directory.mkdir()
    for name in ("setfont", "dumpkeys", "loadkeys"):
        tool = directory / name
        tool.write_text(
            f'#!/bin/sh\necho "$@" >"{tmp_path}/{name}.called"\n'
            + (f"printf '{KEYMAP}'\n" if name == "dumpkeys" else f'cat >"{tmp_path}/{name}.given"')
        )
        tool.chmod(0o755)
    monkeypatch.setattr(tools, "_DIRECTORIES", f"{directory}:/usr/bin:/bin")
    return tmp_path


def test_every_step_is_tried_whatever_became_of_the_others(terminal: Path, kbd: Path) -> None:
    """A counter without number lock still sells: what fails is told, and the rest is done."""
    palette = kbd / "some.vtrgb"
    palette.write_text("\n".join([",".join(["1"] * 16)] * 3))
    failed = prepare(terminal, "Lat15-Fixed16", palette, kept=kbd / "kept")
    assert [sentence.partition(":")[0] for sentence in failed] == [
        "terminal shown",
        "number lock",
        "palette",
        "kernel messages",
        "terminals locked",
    ]
    assert (kbd / "setfont.called").read_text() == f"-C {terminal} Lat15-Fixed16\n"
    assert (kbd / "loadkeys.given").read_text() == "keycode 119 = VoidSymbol\n"


def test_the_whole_keymap_comes_back(terminal: Path, kbd: Path) -> None:
    kept = kbd / "kept"
    prepare(terminal, "", kept=kept)
    dumpkeys = kbd / "bin" / "dumpkeys"
    dumpkeys.write_text("#!/bin/sh\necho 'keycode 119 = VoidSymbol'\n")
    prepare(terminal, "", kept=kept)  # the counter was started again
    assert kept.read_text() == KEYMAP
    give_back(terminal, kept)
    assert (kbd / "loadkeys.given").read_text() == KEYMAP
    assert not kept.exists()


def test_terminals_are_locked_last(
    terminal: Path, kbd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(fcntl, "ioctl", lambda _tty, request, *_rest: asked.append(request))
    assert prepare(terminal, "", kept=kbd / "kept") == []
    assert asked[-1] == terminals.VT_LOCKSWITCH
    assert asked.index(terminals.VT_ACTIVATE) < len(asked) - 1


def test_a_tool_that_fails_says_why(
    terminal: Path, kbd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kbd / "bin" / "setfont").write_text("#!/bin/sh\necho 'cannot find font' >&2\nexit 66\n")
    monkeypatch.setattr(fcntl, "ioctl", lambda *_anything: 0)
    (sentence,) = prepare(terminal, "", kept=kbd / "kept")
    assert sentence.startswith("font: setfont failed: cannot find font.")


def test_a_tool_that_is_missing_is_named_with_its_package(
    terminal: Path, kbd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "_DIRECTORIES", str(kbd))
    monkeypatch.setattr(fcntl, "ioctl", lambda *_anything: 0)
    keymap, font = prepare(terminal, "", kept=kbd / "kept")
    assert keymap == "keymap: dumpkeys is not installed. Install the package kbd."
    assert font.startswith("font: setfont is not installed.")


def test_without_a_terminal_there_is_nothing_to_prepare(tmp_path: Path) -> None:
    with pytest.raises(ConsoleFault, match="tty1 cannot be opened"):
        prepare(tmp_path / "tty1", "")
