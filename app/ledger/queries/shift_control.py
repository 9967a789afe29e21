"""What an auditor asks of a shift that is not about money: the journal, the machine, its clock."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import first, keys_of, value

_HEAD = "SELECT hash FROM journal_event WHERE node = ? AND epoch = ? ORDER BY seq DESC LIMIT 1"
_BOOT = (
    "SELECT boot FROM journal_run WHERE node = ? AND epoch = ? AND first_seq <= ? "
    "ORDER BY first_seq DESC LIMIT 1"
)
_RUNS = "SELECT boot FROM journal_run WHERE node = ? AND (epoch, first_seq) > (?, ?)"
_JUMPS = "SELECT COUNT(*) FROM clock_jump WHERE event BETWEEN ? AND ?"


class ShiftControl(msgspec.Struct, frozen=True, kw_only=True):
    """Of an open shift, as it stands now."""

    head: str
    """Hash of the journal's last event, in hexadecimal; empty where the journal is empty."""
    restarts: int
    """How often the program began anew."""
    boots: int
    """How often the machine itself did: after a power cut, or switched off and on."""
    clock_jumps: int
    """Jumps of the wall clock that two people accepted."""


def shift_control(db: Database, shift: EventId, epoch: int) -> ShiftControl:
    """``shift``: the caller's own node's; ``epoch``: in which it is being closed."""
    place = (shift.node, shift.epoch, shift.seq)
    head = first(db, _HEAD, (shift.node, epoch))
    began = first(db, _BOOT, place)
    runs = [boot for (boot,) in execute(db, _RUNS, place).fetchall()]
    machines = set(runs) - ({began[0]} if began else set())
    last = keys_of(shift.node)[1]
    return ShiftControl(
        head="" if head is None or head[0] is None else bytes(head[0]).hex(),
        restarts=len(runs),
        boots=len(machines),
        clock_jumps=int(value(db, _JUMPS, (shift.to_key(), last))),
    )
