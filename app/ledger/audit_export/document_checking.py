"""Whether the documents of an export say what its journal says, line by line."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from app.domain.identity import EventId
from app.domain.text import _
from app.ledger import journal
from app.ledger.audit_export import documents
from app.ledger.audit_export.found import Found
from app.ledger.audit_export.lines import LONGEST

if TYPE_CHECKING:
    import apsw


def check_documents(
    connection: apsw.Connection, folder: Path, present: set[str], found: Found
) -> None:
    """Computes all of them again. ``present``: files that can be opened.

    Raises LedgerDamaged, LedgerNewer, OSError.
    """
    with ExitStack() as stack:
        open_ones: dict[str, _Document] = {}
        for name, first in documents.beginnings():
            if name in present:
                file = stack.enter_context((folder / name).open("rb"))
                open_ones[name] = _Document(name, file, found)
                open_ones[name].expect(first, None)
        for node, epoch, seq, body, _hash in journal.rows_in_order(connection):
            id = EventId(node, epoch, seq)
            for name, line in documents.lines_of(id, journal.decoded(id, body)):
                if name in open_ones:
                    open_ones[name].expect(line, id)
        for document in open_ones.values():
            document.end()


class _Document:
    """One of them, read beside the journal."""

    def __init__(self, name: str, file: BinaryIO, found: Found) -> None:
        self._name = name
        self._file = file
        self._found = found
        self._lines = 0

    def expect(self, line: bytes, id: EventId | None) -> None:
        """This comes next; what somebody typed into CSV may have broken it into several lines."""
        for expected in line.split(b"\n")[:-1]:
            self._lines += 1
            if self._file.readline(LONGEST) != expected + b"\n":
                self._add(id, _("the line does not say what the journal says"))

    def end(self) -> None:
        """Nothing comes any more."""
        if self._file.read(1):
            self._lines += 1
            self._add(None, _("more stands here than the journal says"))

    def _add(self, id: EventId | None, what: str) -> None:
        place = f"{self._name}:{self._lines}"
        where = place if id is None else f"{place} {id}"
        self._found.add("documents", where, what, of=self._name)
