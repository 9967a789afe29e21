"""Rounds, readings of dials and decisions about them in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.dial_readings import Fault, Verdict
from app.domain.text import _
from app.domain.wire_readings import ValveState
from app.ledger.events.dial_readings import DialRead, DialReadingSettled, DialReadingWithdrawn
from app.ledger.queries.dial_readings import DialReading
from app.operations.dial_readings import DialReadingsResult
from app.operations.make_reading_round import ReadingRoundResult
from app.operations.take_readings import TakeReadingsResult
from app.telling.words import Row, Told, Words

FAULT_NAMES: dict[Fault, str] = {
    Fault.UNREADABLE: _("cannot be read"),
    Fault.UNKNOWN_METER: _("unknown meter"),
    Fault.FUTURE: _("date in the future"),
    Fault.TOO_LONG: _("more digits than the dial"),
    Fault.BEFORE_METER: _("before the meter came"),
    Fault.TWICE: _("read twice"),
    Fault.OTHER_REGION: _("other region"),
    Fault.EARLIER: _("a later one is known"),
    Fault.LOWER: _("lower than before"),
    Fault.JUMP: _("more than can flow"),
}
VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.ACCEPTED: _("accepted"),
    Verdict.QUESTIONED: _("questioned"),
    Verdict.REFUSED: _("refused"),
}
VALVE_NAMES: dict[ValveState, str] = {
    ValveState.OPEN: _("open"),
    ValveState.CLOSED: _("closed"),
    ValveState.ABNORMAL: _("does not work"),
    ValveState.UNKNOWN: _("not known"),
}
_MOST_TOLD = 50
"""Questioned and refused readings in a result; the list has all."""


def faults_in_words(faults: tuple[Fault, ...]) -> str:
    """What speaks against a reading; empty where nothing does."""
    return ", ".join(FAULT_NAMES[fault] for fault in faults)


def dial_cells(words: Words, one: DialReading) -> tuple[str, ...]:
    """Day, meter, dial, used, what becomes of it, why."""
    return (
        "" if one.read_on is None else one.read_on.isoformat(),
        one.meter,
        "" if one.dial is None else words.volume(one.dial),
        "" if one.used is None else words.volume(one.used),
        VERDICT_NAMES[one.stands],
        faults_in_words(one.faults) if one.withdrawn is None else _("withdrawn"),
    )


def read_rows(words: Words, read: DialRead) -> list[Row]:
    """A reading that is recorded."""
    return [
        (_("Meter"), read.meter),
        (_("Account"), read.account),
        (_("Dial"), "" if read.dial is None else words.volume(read.dial)),
        (_("Read on"), "" if read.read_on is None else read.read_on.isoformat()),
        (_("Used since"), "" if read.used is None else words.volume(read.used)),
        (_("It is"), VERDICT_NAMES[read.verdict]),
        (_("Because"), faults_in_words(read.faults)),
        (_("Valve"), VALVE_NAMES[ValveState(read.valve)] if read.valve else ""),
        (_("Battery"), _("low") if read.battery_low else ""),
        (_("Remark"), read.remark),
    ]


def settled_rows(_words: Words, event: DialReadingSettled) -> list[Row]:
    """A decision."""
    return [
        (_("Reading"), str(event.reading)),
        (_("Meter"), event.meter),
        (_("It"), _("counts") if event.accepted else _("does not count")),
        (_("Reason"), event.reason),
    ]


def withdrawn_rows(words: Words, event: DialReadingWithdrawn) -> list[Row]:
    """A reading that counts no more."""
    return [
        (_("Reading"), str(event.reading)),
        (_("Meter"), event.meter),
        (_("Account"), event.account),
        (_("Dial"), "" if event.dial is None else words.volume(event.dial)),
        (_("Read on"), "" if event.read_on is None else event.read_on.isoformat()),
        (_("Reason"), event.reason),
    ]


def _round(_words: Words, done: ReadingRoundResult) -> Told:
    title = _("Round {round}: {count} meters.").format(round=done.round, count=done.meters)
    return Told(title, [(_("File"), name) for name in done.files])


def _taken(_words: Words, done: TakeReadingsResult) -> Told:
    event = done.event
    rows: list[Row] = [
        (_("Accepted"), str(event.accepted)),
        (_("Questioned"), str(event.questioned)),
        (_("Refused"), str(event.refused)),
        (_("Known already"), str(event.known)),
        (_("Not read"), str(event.unread)),
    ]
    if done.before:
        return Told(_("This file was taken in before. Nothing was changed."), rows)
    if done.listed:
        rows.append((_("List"), done.listed))
    if done.listing_failure:
        rows.append((_("No list"), done.listing_failure))
    doubtful = [one for one in done.readings if one.verdict is not Verdict.ACCEPTED]
    rows += [
        (
            _("Line {line}").format(line=one.line),
            f"{one.meter} {VERDICT_NAMES[one.verdict]}: {faults_in_words(one.faults)}",
        )
        for one in doubtful[:_MOST_TOLD]
    ]
    return Told(_("The readings of {file} are recorded.").format(file=event.name), rows)


def _read(words: Words, read: DialRead) -> Told:
    sentence = {
        Verdict.ACCEPTED: _("The reading is recorded."),
        Verdict.QUESTIONED: _("The reading is recorded as questioned; somebody decides about it."),
        Verdict.REFUSED: _("The reading is recorded as refused; it does not count."),
    }
    return Told(sentence[read.verdict], read_rows(words, read))


def _settled(words: Words, event: DialReadingSettled) -> Told:
    return Told(_("It is decided about the reading."), settled_rows(words, event))


def _withdrawn(words: Words, event: DialReadingWithdrawn) -> Told:
    return Told(_("The reading counts no more."), withdrawn_rows(words, event))


def _listed(words: Words, found: DialReadingsResult) -> Told:
    rows = [(str(one.event), "  ".join(dial_cells(words, one)).rstrip()) for one in found.readings]
    if not rows:
        return Told(_("Nothing was found."))
    if found.next is None:
        return Told(_("Found: {count}.").format(count=len(rows)), rows)
    more = _("Found: {count}, and more: go on with after={next}.")
    return Told(more.format(count=len(rows), next=found.next), rows)


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    ReadingRoundResult: _round,
    TakeReadingsResult: _taken,
    DialRead: _read,
    DialReadingSettled: _settled,
    DialReadingWithdrawn: _withdrawn,
    DialReadingsResult: _listed,
}
