"""A file of readings comes in, whole: each is accepted, questioned or refused, and listed."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import msgspec
from peewee import Database

from app.domain.amounts import format_volume
from app.domain.dial_readings import ReadingSource, Verdict
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.spreadsheets import harmless
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.dial_readings import DialRead, ReadingFileTaken
from app.ledger.files import write_durably
from app.ledger.queries import dial_readings, journal
from app.ledger.queries.dial_readings import ReadingRound
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.event_record import event_typed
from app.operations.judging_readings import Circumstances, Judged, judge, regions_of
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reading_file import ReadingFile, file_in
from app.operations.reading_mapping import OWN, mapping_in

_LISTED = ("line", "meter", "account", "dial", "read_on", "verdict", "faults", "used", "remark")


class TakeReadingsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``mapping``: a file that says how another maker's CSV is read; none: it is our own form."""

    file: str
    mapping: str | None = None


class TakeReadingsLook(msgspec.Struct, frozen=True, kw_only=True):
    """The file, what its readings are worth, and whether it came before."""

    path: str
    file: ReadingFile
    reading_round: ReadingRound | None
    today: date
    judged: Judged
    taken: EventId | None


class TakeReadingsQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded."""

    look: TakeReadingsLook
    event: ReadingFileTaken


class TakeReadingsResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken in; all at once, or nothing where the file came before."""

    taken: EventId
    before: bool
    """Whether the file came before, so that nothing changed now."""
    event: ReadingFileTaken
    readings: tuple[DialRead, ...]
    """Those that were recorded now."""
    listed: str
    """File with all of them; empty where nothing was written."""
    listing_failure: str = ""
    """Why it could not be written."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: TakeReadingsArguments) -> TakeReadingsLook:
    """Reads the file and judges it. Raises BadArgument, UnknownRecord."""
    mapping = OWN if arguments.mapping is None else mapping_in(arguments.mapping)
    file = file_in(arguments.file, mapping)
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        reading_round = _round_named(reader.db, file.reading_round)
        return TakeReadingsLook(
            path=arguments.file,
            file=file,
            reading_round=reading_round,
            today=today,
            judged=_judge(reader.db, file, reading_round, today),
            taken=dial_readings.file_taken(reader.db, file.digest),
        )


def _round_named(db: Database, name: str) -> ReadingRound | None:
    if not name:
        return None
    found = dial_readings.round_of(db, event_typed(name))
    if found is None:
        raise UnknownRecord(
            _("Round {name} is not known here.").format(name=name),
            _("Nothing was taken in. Take it in where the round was made."),
        )
    return found


def _judge(
    db: Database, file: ReadingFile, reading_round: ReadingRound | None, today: date
) -> Judged:
    how = Circumstances(
        today=today,
        source=ReadingSource.FILE,
        reading_round=None if reading_round is None else reading_round.id,
        regions=regions_of(reading_round),
        digest=file.digest,
    )
    return judge(db, file.readings, how)


def quote_for(look: TakeReadingsLook, arguments: TakeReadingsArguments) -> TakeReadingsQuote:
    """How many are accepted, questioned, refused. Raises BadArgument for a file without any."""
    if not look.file.readings:
        raise BadArgument(
            _("No meter of {file} was read.").format(file=look.file.name),
            _("Nothing was taken in. Choose the file that came back filled."),
        )
    verdicts = [one.verdict for one in look.judged.readings]
    event = ReadingFileTaken(
        name=look.file.name[:80],
        digest=look.file.digest,
        reading_round=None if look.reading_round is None else look.reading_round.id,
        accepted=verdicts.count(Verdict.ACCEPTED),
        questioned=verdicts.count(Verdict.QUESTIONED),
        refused=verdicts.count(Verdict.REFUSED),
        known=look.judged.known,
        unread=look.file.unread,
        date=look.today,
    )
    return TakeReadingsQuote(look=look, event=event)


def carry_out(kiosk: Kiosk, caller: Caller, quote: TakeReadingsQuote) -> TakeReadingsResult:
    """Records all of them in one transaction, then lists them beside the file.

    Raises StaleQuote where the ledger judges them otherwise by now.
    """
    look = quote.look

    def work(tx: Transaction) -> EventId | None:
        taken = dial_readings.file_taken(tx.db, look.file.digest)
        if taken is not None:
            return None
        if _judge(tx.db, look.file, look.reading_round, look.today) != look.judged:
            raise StaleQuote(
                _("Other readings were recorded meanwhile."),
                _("Nothing was taken in. Look at the file again."),
            )
        for one in look.judged.readings:
            tx.append(one, operator=caller.operator, second=caller.second)
        return tx.append(
            quote.event, operator=caller.operator, second=caller.second, request=caller.request
        )

    id = kiosk.ledger.commit(work)
    if id is None:
        with kiosk.ledger.read() as reader:
            before = dial_readings.file_taken(reader.db, look.file.digest)
        assert before is not None
        return recall(kiosk, before)
    listed, failure = _list(Path(look.path), look.judged.readings)
    return TakeReadingsResult(
        taken=id,
        before=False,
        event=quote.event,
        readings=look.judged.readings,
        listed=listed,
        listing_failure=failure,
    )


def _list(file: Path, readings: tuple[DialRead, ...]) -> tuple[str, str]:
    """Writes what became of each reading beside its file: the list's name, or why there is none."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(_LISTED)
    rows.writerows(_cells(one) for one in readings)
    target = file.with_name(f"{file.name}.result.csv")
    try:
        write_durably(target, text.getvalue().encode())
    except OSError as error:
        return "", error.strerror or str(error)
    return target.name, ""


def _cells(one: DialRead) -> tuple[str, ...]:
    return (
        str(one.line),
        harmless(one.meter),
        one.account,
        "" if one.dial is None else format_volume(one.dial),
        "" if one.read_on is None else one.read_on.isoformat(),
        one.verdict.value,
        " ".join(one.faults),
        "" if one.used is None else format_volume(one.used),
        harmless(one.remark),
    )


def recall(kiosk: Kiosk, taken: EventId) -> TakeReadingsResult:
    """What an earlier call took in; nothing changes."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, taken)
    if entry is None or not isinstance(entry.event, ReadingFileTaken):
        raise LookupError(taken)
    return TakeReadingsResult(taken=taken, before=True, event=entry.event, readings=(), listed="")


TAKE_READINGS = Operation(
    name="take-readings",
    summary=_("Take in a file of readings that came back from a round."),
    permission=Permission.METER_READINGS,
    arguments=TakeReadingsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("reading_file_taken",),
)
