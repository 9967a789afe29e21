"""Reads an exported journal into a new ledger, and names the lines that are not as written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import apsw

from app.domain.identity import EventId, Node
from app.domain.text import _
from app.ledger import journal
from app.ledger.audit_export.found import Found
from app.ledger.audit_export.lines import LONGEST, RUN, Line, read
from app.ledger.audit_export.manifest import Part
from app.ledger.audit_export.rebuilt import Rebuilt
from app.ledger.errors import LedgerDamaged

_BATCH = 2000


class JournalFile:
    """One file: a node's events of one epoch."""

    def __init__(self, folder: Path, name: str, node: Node, epoch: int, found: Found) -> None:
        self._path = folder / name
        self._name = name
        self._of = (node, epoch)
        self._found = found
        self._digest = hashlib.sha256()
        self._size = 0
        self._lines = 0
        self._last = 0
        self._run: int | None = None

    def load(self, into: Rebuilt) -> Part:
        """Takes the good lines in; what the file is, for the manifest. Raises OSError, DiskFull."""
        good = self._good_lines()
        while some := list(islice(good, _BATCH)):
            try:
                into.take(some)
            except (apsw.ConstraintError, LedgerDamaged) as error:
                self._add(self._name, str(error))
        if self._run is not None:
            self._add(
                self._place(self._lines), _("the event after the beginning of a run is missing")
            )
        return Part(
            name=self._name, size=self._size, lines=self._lines, sha256=self._digest.hexdigest()
        )

    def _good_lines(self) -> Iterator[Line]:
        for number, raw in enumerate(self._raw_lines(), 1):
            line = read(raw)
            if line is None:
                place = self._place(number, EventId(*self._of, self._last + 1))
                self._add(place, _("the line is not as it was written"))
            elif fault := self._fault(line):
                self._add(self._place(number, line.id), fault)
            else:
                yield line

    def _raw_lines(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while raw := file.readline(LONGEST):
                self._digest.update(raw)
                self._size += len(raw)
                self._lines += raw.count(b"\n")
                yield raw

    def _fault(self, line: Line) -> str | None:
        """What is wrong with a line that is whole."""
        if line.id[:2] != self._of:
            return _("the event belongs to another file")
        if line.kind == RUN:
            return self._fault_of_run(line)
        if self._run not in (None, line.id.seq):
            return _("the event after the beginning of a run is missing")
        if line.id.seq <= self._last:
            return _("the event stands in the wrong place")
        self._run, self._last = None, line.id.seq
        return None

    def _fault_of_run(self, line: Line) -> str | None:
        try:
            header = journal.decode_header(line.data)
        except LedgerDamaged as error:
            return error.message
        if self._run is not None or line.id.seq <= self._last:
            return _("the beginning of a run stands in the wrong place")
        if EventId(header.node, header.epoch, header.first_seq) != line.id:
            return _("the beginning of a run names another event")
        self._run = line.id.seq
        return None

    def _place(self, number: int, id: EventId | None = None) -> str:
        where = f"{self._name}:{number}"
        return where if id is None else f"{where} {id}"

    def _add(self, place: str, what: str) -> None:
        self._found.add("journal", place, what, of=self._name)
