"""Readings as they come, judged by what the ledger knows of their meters, made events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from peewee import Database

from app.domain.dial_readings import (
    Claim,
    DialKnown,
    MeterKnown,
    ReadingSource,
    Verdict,
    check_reading,
)
from app.domain.identity import EventId
from app.ledger.events.dial_readings import DialRead
from app.ledger.queries import accounts, dial_readings, settings
from app.ledger.queries.dial_readings import ReadingRound, Recorded
from app.operations.reading_file import FiledReading


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """How and when readings came."""

    today: date
    source: ReadingSource
    reading_round: EventId | None = None
    regions: frozenset[int] | None = None
    """Where that round goes."""
    digest: bytes = b""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be recorded, and what is on record already."""

    readings: tuple[DialRead, ...]
    known: int


def meter_known(db: Database, meter: str) -> MeterKnown | None:
    """What is known of a meter that hangs, or hung last; None of one that no account has."""
    found = accounts.allocation_of_meter(db, meter)
    account = None if found is None else accounts.account(db, found.account)
    if found is None or account is None or found.ended is not None:
        return None
    model = settings.meter_model(db, found.model)
    at_first = DialKnown(dial=found.dial, read_on=found.began)
    return MeterKnown(
        allocation=found.id,
        account=found.account,
        region=account.region,
        began=found.began,
        before=dial_readings.last_dial(db, found.id) or at_first,
        dial_digits=None if model is None else model.dial_digits,
        largest_flow=None if model is None else model.largest_flow,
    )


def judge(db: Database, filed: Sequence[FiledReading], how: Circumstances) -> Judged:
    """Judges readings in their order. One that is on record already is counted, no more."""
    seen = _Seen(db, how)
    readings, known = [], 0
    for one in filed:
        key = key_of(one.claim)
        if seen.has(key):
            known += 1
            continue
        read = judged(db, one, how, twice=seen.has_another(key))
        seen.add(key, read.verdict)
        readings.append(read)
    return Judged(readings=tuple(readings), known=known)


class _Seen:
    """Readings on record, and those of the same file: of the round, else of their day."""

    def __init__(self, db: Database, how: Circumstances) -> None:
        self._db = db
        self._of_round = how.reading_round is not None
        self._verdicts: dict[tuple[str, str | None], dict[Recorded, Verdict]] = {}
        """By meter, and by day where there is no round."""
        if how.reading_round is not None:
            for key, verdict in dial_readings.recorded_of_round(db, how.reading_round).items():
                self.add(key, verdict)

    def _group(self, key: Recorded) -> dict[Recorded, Verdict]:
        place = (key[0], None if self._of_round else key[1])
        if place not in self._verdicts:
            ask = not self._of_round and key[1] is not None
            self._verdicts[place] = (
                dial_readings.recorded_on(self._db, key[0], key[1] or "") if ask else {}
            )
        return self._verdicts[place]

    def add(self, key: Recorded, verdict: Verdict) -> None:
        """One more."""
        self._group(key)[key] = verdict

    def has(self, key: Recorded) -> bool:
        """Whether it is this very reading."""
        return key in self._group(key)

    def has_another(self, key: Recorded) -> bool:
        """Whether the meter has another one that was not refused."""
        return any(verdict is not Verdict.REFUSED for verdict in self._group(key).values())


def key_of(claim: Claim) -> Recorded:
    """What tells one reading of a round from another."""
    return claim.meter, None if claim.read_on is None else claim.read_on.isoformat(), claim.dial


def judged(db: Database, one: FiledReading, how: Circumstances, *, twice: bool) -> DialRead:
    """One reading, made an event."""
    known = meter_known(db, one.claim.meter)
    found = check_reading(one.claim, known, today=how.today, regions=how.regions, twice=twice)
    return DialRead(
        meter=one.claim.meter,
        account="" if known is None else known.account,
        allocation=None if known is None else known.allocation,
        dial=one.claim.dial,
        read_on=one.claim.read_on,
        date=how.today,
        source=how.source,
        verdict=found.verdict,
        faults=found.faults,
        used=found.used,
        remark=one.remark,
        reading_round=how.reading_round,
        digest=how.digest,
        line=one.line,
    )


def regions_of(reading_round: ReadingRound | None) -> frozenset[int] | None:
    """Where a round goes; None without one."""
    return None if reading_round is None else frozenset(reading_round.regions)
