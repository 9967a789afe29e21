"""A reading round goes out: the meters of a region, one file for each reader."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
from peewee import Database

from app.domain.customers import PersonalField
from app.domain.dial_readings import DialKnown
from app.domain.errors import MoneyState
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.reading_rounds import (
    MOST_READERS,
    Stop,
    days_reckoned,
    expected_use,
    reader_names,
    shared,
    walking_key,
)
from app.domain.regions import by_number, full_code, path_of
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.dial_readings import ReadingRoundMade
from app.ledger.files import write_durably
from app.ledger.queries import accounts, dial_readings, settings
from app.ledger.queries.dial_readings import OnRound
from app.operations.errors import BadArgument, OperationRefused, UnknownRecord
from app.operations.given_folder import folder_given
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.personal_fields import fields_of_each
from app.operations.reasons import line_of_text
from app.operations.round_files import RoundForm, file_name, written

_LONGEST_READER = 40
_WAY = (
    PersonalField.STREET,
    PersonalField.ESTATE,
    PersonalField.BUILDING,
    PersonalField.UNIT,
    PersonalField.ROOM,
)
"""The parts of an address in the order in which one comes to a door."""


class RoundNotWritten(OperationRefused):
    """A round is recorded, and its files could not be written."""

    code = "round_not_written"
    money = MoneyState.SAFE


class MakeReadingRoundArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``readers``: names, parted by commas; each gets a stretch of the way."""

    region: int
    readers: str
    folder: str
    """Where the files go: a folder, or a stick."""
    form: RoundForm = RoundForm.CSV


class RoundLook(msgspec.Struct, frozen=True, kw_only=True):
    """What a round of the region would visit."""

    today: date
    regions: tuple[int, ...]
    meters: int


class RoundQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What would be written where."""

    made: ReadingRoundMade
    folder: str
    form: RoundForm


class ReadingRoundResult(msgspec.Struct, frozen=True, kw_only=True):
    """A round, and its files."""

    round: EventId
    region: int
    meters: int
    files: tuple[str, ...]


def look_at(kiosk: Kiosk, caller: Caller, arguments: MakeReadingRoundArguments) -> RoundLook:
    """Counts. Raises UnknownRecord."""
    with kiosk.ledger.read() as reader:
        inside = regions_inside(reader.db, arguments.region)
        meters = len(dial_readings.on_round(reader.db, inside))
    return RoundLook(today=local_date(kiosk), regions=tuple(sorted(inside)), meters=meters)


def regions_inside(db: Database, region: int) -> frozenset[int]:
    """A region and all that lie inside it. Raises UnknownRecord."""
    regions = by_number(settings.all_regions(db))
    inside = frozenset(
        number
        for number in regions
        if any(one.region == region for one in path_of(regions, number))
    )
    if not inside:
        raise UnknownRecord(
            _("There is no region {number}.").format(number=region),
            _("Nothing was written. Choose a region from the list."),
        )
    return inside


def quote_for(look: RoundLook, arguments: MakeReadingRoundArguments) -> RoundQuote:
    """Who walks, and where the files go. Raises BadArgument."""
    names = [
        line_of_text(name, _("reader's name"), _LONGEST_READER)
        for name in reader_names(arguments.readers)
    ]
    if not 1 <= len(names) <= MOST_READERS:
        raise BadArgument(
            _("A round has 1 to {most} readers.").format(most=MOST_READERS),
            _("Nothing was written. Give their names with commas between them."),
        )
    if look.meters < len(names):
        raise BadArgument(
            _("The region has {count} meters: too few for so many readers.").format(
                count=look.meters
            ),
            _("Nothing was written. Choose another region, or fewer readers."),
        )
    made = ReadingRoundMade(
        region=arguments.region,
        regions=look.regions,
        readers=tuple(names),
        meters=look.meters,
        date=look.today,
    )
    return RoundQuote(made=made, folder=folder_given(arguments.folder), form=arguments.form)


def carry_out(kiosk: Kiosk, caller: Caller, quote: RoundQuote) -> ReadingRoundResult:
    """Records the round, then writes its files: no file ever names a round that is not there.

    Raises RoundNotWritten.
    """

    def work(tx: Transaction) -> EventId:
        return tx.append(quote.made, operator=caller.operator, second=caller.second)

    id = kiosk.ledger.commit(work)
    stops = stops_of(kiosk, quote.made)
    files = []
    for at, walk in enumerate(shared(len(stops), len(quote.made.readers))):
        name, reader = file_name(id, at + 1, quote.form), quote.made.readers[at]
        own = [stops[which] for which in walk]
        body = written(id, reader, quote.made.date, own, quote.form)
        try:
            write_durably(Path(quote.folder) / name, body)
        except OSError as error:
            raise RoundNotWritten(
                _("{file} could not be written: {why}.").format(
                    file=name, why=error.strerror or str(error)
                ),
                _("Look at the stick, then make the round anew; this one is walked by nobody."),
            ) from error
        files.append(name)
    return ReadingRoundResult(
        round=id, region=quote.made.region, meters=len(stops), files=tuple(files)
    )


def stops_of(kiosk: Kiosk, made: ReadingRoundMade) -> list[Stop]:
    """The meters of a round in the order in which one walks."""
    with kiosk.ledger.read() as reader:
        regions = by_number(settings.all_regions(reader.db))
        met = dial_readings.on_round(reader.db, frozenset(made.regions))
        found = {one.account: accounts.account(reader.db, one.account) for one in met}
        facts = {one.allocation: _facts(reader.db, one, made.date) for one in met}
    fields = fields_of_each(kiosk, {name: one for name, one in found.items() if one is not None})

    def way(one: OnRound) -> tuple[object, ...]:
        own = fields.get(one.account, {})
        places = [own.get(part.value, "") for part in _WAY]
        whole = own.get(PersonalField.ADDRESS.value, "")
        first = places[0] or whole
        return walking_key(full_code(regions, one.region), first, *places[1:], whole, one.meter)

    return [
        Stop(
            order=order,
            meter=one.meter,
            account=one.account,
            region=one.region,
            address=fields.get(one.account, {}).get(PersonalField.ADDRESS.value, ""),
            last_dial=facts[one.allocation][0].dial,
            last_read_on=facts[one.allocation][0].read_on,
            expected_use=facts[one.allocation][1],
        )
        for order, one in enumerate(sorted(met, key=way), start=1)
    ]


def _facts(db: Database, one: OnRound, today: date) -> tuple[DialKnown, int | None]:
    """The last dial that counts, and what was probably used since."""
    allocation, began = EventId.from_key(one.allocation), date.fromisoformat(one.began)
    last = dial_readings.last_dial(db, allocation) or DialKnown(dial=one.dial, read_on=began)
    days = days_reckoned(began, today)
    since = date.fromordinal(today.toordinal() - days)
    bought = dial_readings.bought_since(db, one.account, allocation, since)
    return last, expected_use(bought, days, (today - last.read_on).days)


MAKE_READING_ROUND = Operation(
    name="make-reading-round",
    summary=_("Write the meters of a region for those who read dials: a file for each."),
    permission=Permission.METER_READINGS,
    arguments=MakeReadingRoundArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
