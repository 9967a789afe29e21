"""What somebody with a database tool, or a failing card, does to a closed ledger."""

from __future__ import annotations

from pathlib import Path

import apsw


def tamper(path: Path, *statements: str, unguard: str = "journal_event") -> None:
    """Removes the triggers of a table that only grows, then runs the statements."""
    connection = apsw.Connection(str(path))
    for verb in ("update", "delete"):
        connection.execute(f"DROP TRIGGER {unguard}_no_{verb}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def flip_bit(path: Path, offset: int, bit: int = 0) -> None:
    """Turns over one bit of a file."""
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 1 << bit]))


def files_of(ledger: Path) -> list[bytes]:
    """What lies on the disk of a ledger and beside it."""
    return [file.read_bytes() for file in ledger.parent.iterdir()]
