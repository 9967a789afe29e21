"""A line in the system's journal."""

from __future__ import annotations

import socket
from pathlib import Path

from app.console.journal import report


def test_an_error_is_one_entry_of_one_line(tmp_path: Path) -> None:
    place = tmp_path / "journal"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(place))
        journal.settimeout(5)
        assert report("It cannot be used.\nPRIORITY=7", place)
        assert journal.recv(1000) == (
            b"MESSAGE=It cannot be used. PRIORITY=7\nPRIORITY=3\nSYSLOG_IDENTIFIER=tapcard\n"
        )


def test_without_a_journal_nothing_happens(tmp_path: Path) -> None:
    assert not report("It cannot be used.", tmp_path / "none")
