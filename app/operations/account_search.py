"""Finding accounts by what a customer can say or show, page by page.

Numbers on papers, meters and cards come first, then the customer's own words: the name in any
script, telephone, document, address.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from itertools import islice

import msgspec
from peewee import Database

from app.domain.account_states import AccountStanding
from app.domain.blacklist import BlacklistEntry, Listed
from app.domain.searching import words_of, words_to_find, words_to_keep
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import accounts, blacklist, cards, finding, settings
from app.ledger.queries.account_states import standings
from app.ledger.queries.finding import MeterPlace
from app.ledger.queries.names import Place, named
from app.operations.errors import BadArgument, UnknownRecord
from app.operations.local_time import local_now
from app.operations.personal_fields import fields_of_each

LONGEST = 60
"""Characters that are looked for."""
_METER_DIGITS = 12
_SHORTEST_SERIAL = 4
_HEX = frozenset("0123456789abcdef")


class FoundBy(enum.StrEnum):
    """What of an account fits; personal fields by their own names."""

    ACCOUNT = "account"
    METER = "meter"
    CARD = "card"
    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"
    ADDRESS = "address"


class AccountHit(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was found, with what tells it from others."""

    account: str
    name: str
    phone: str
    address: str
    meter: str
    """The newest of its meters; empty without one."""
    standing: AccountStanding = AccountStanding()
    by: FoundBy = FoundBy.ACCOUNT
    matched: str = ""
    """The value that fits."""
    listed: tuple[BlacklistEntry, ...] = ()
    """Its entry of the blacklist, if one is in force."""


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page ended: by which source, and where in it."""

    source: int
    key: str = ""
    meter: MeterPlace = MeterPlace()
    name: Place | None = None


class HitPage(msgspec.Struct, frozen=True, kw_only=True):
    """Accounts that fit, the best first."""

    hits: tuple[AccountHit, ...]
    after: Position | None
    """Give it back for the next page; None: there is none."""


class _One(msgspec.Struct, frozen=True, kw_only=True):
    """An account with what fits and where it stands."""

    account: str
    by: FoundBy
    matched: str
    position: Position


def search_accounts(kiosk: Kiosk, text: str, most: int, after: Position | None = None) -> HitPage:
    """A page of accounts that fit what was typed.

    An account's number fits by its beginning, a meter's by any four digits in a row and without the
    zeros in front, a serial by any two bytes; words fit by any part, and names with mistakes.
    Raises BadArgument for text that is too long, UnknownRecord where nothing fits at all.
    """
    if len(text) > LONGEST:
        raise BadArgument(
            _("What is looked for has at most {most} characters.").format(most=LONGEST),
            _("Type less of it: the beginning of a word is enough."),
        )
    with kiosk.ledger.read() as reader:
        walk = _Search(reader.db, text, most + 1).walk(after)
        found = list(islice(walk, most + 1))
        shown = found[:most]
        hits = _hits(kiosk, reader.db, shown)
    if not found and after is None:
        raise UnknownRecord(
            _("Nothing is found under {text}.").format(
                text="".join(filter(str.isprintable, text)).strip()
            ),
            _("Try the number of the account or of the meter, the card, or less of the name."),
        )
    more = len(found) > most
    return HitPage(hits=hits, after=shown[-1].position if more else None)


class _Search:
    """One text, looked for in each source in turn."""

    def __init__(self, db: Database, text: str, most: int) -> None:
        self._db = db
        self._most = most
        self._words = words_to_find(text)
        joined = "".join(words_of(text))
        self._number = joined if joined.isascii() and joined.isdigit() else ""
        typed = "".join(text.split()).casefold()
        is_serial = set(typed) <= _HEX and len(typed) >= _SHORTEST_SERIAL
        self._serial = typed if is_serial else ""

    def walk(self, after: Position | None) -> Iterator[_One]:
        """All that fit, from a position on, each once."""
        sources: tuple[Callable[[Position], Iterator[_One]], ...] = (
            self._accounts,
            self._whole_meters,
            self._meters,
            self._cards,
            self._names,
        )
        for at, source in enumerate(sources):
            if after is not None and at < after.source:
                continue
            start = after if after is not None and after.source == at else Position(source=at)
            for one in source(start):
                if not self._known(one, at):
                    yield one

    def _known(self, one: _One, source: int) -> bool:
        """Whether an earlier source has it already, or the same one under an earlier number."""
        if not self._number and not self._serial:
            return False
        meters = accounts.allocations_of(self._db, one.account) if source else []
        if self._number:
            if source > 0 and one.account.startswith(self._number):
                return True
            whole = self._number.zfill(_METER_DIGITS)
            short = len(self._number) < _METER_DIGITS
            if short and source > 1 and any(row.meter == whole for row in meters):
                return True
            places = [
                (start, row.meter[start - 1 :], row.id.to_key())
                for row in meters
                if (start := finding.start_in_meter(row.meter, self._number))
            ]
            at = one.position.meter
            start = finding.start_in_meter(at.meter, self._number)
            here = (start, at.meter[start - 1 :], at.allocation)
            if places and (source > 2 or (source == 2 and min(places) < here)):
                return True
        if self._serial and source > 3:
            serials = (
                card.serial for row in meters for card in cards.cards_of(self._db, row.id, 99)
            )
            return any(finding.start_in_serial(serial, self._serial) for serial in serials)
        return False

    def _accounts(self, start: Position) -> Iterator[_One]:
        key = start.key
        while self._number and (
            page := finding.accounts_from(self._db, self._number, self._most, key)
        ):
            for key in page:
                at = Position(source=0, key=key)
                yield _One(account=key, by=FoundBy.ACCOUNT, matched=key, position=at)

    def _whole_meters(self, start: Position) -> Iterator[_One]:
        if 0 < len(self._number) < _METER_DIGITS:
            yield from self._some_meters(start, self._number.zfill(_METER_DIGITS), whole=True)

    def _meters(self, start: Position) -> Iterator[_One]:
        if self._number:
            yield from self._some_meters(start, self._number, whole=False)

    def _some_meters(self, start: Position, number: str, *, whole: bool) -> Iterator[_One]:
        place = start.meter
        begun = finding.start_in_meter(place.meter, number)
        for first in (1,) if whole else finding.meter_starts(number):
            if first < begun:
                continue
            while page := finding.meters_from(
                self._db, number, self._most, place, start=first, whole=whole
            ):
                for meter in page:
                    place = meter.place
                    at = Position(source=start.source, meter=place)
                    yield _One(
                        account=meter.account, by=FoundBy.METER, matched=meter.meter, position=at
                    )
            place = MeterPlace()

    def _cards(self, start: Position) -> Iterator[_One]:
        serial = bytes.fromhex(start.key)
        begun = finding.start_in_serial(serial, self._serial)
        for first in finding.serial_starts(self._serial) if self._serial else ():
            if first < begun:
                continue
            while page := finding.cards_from(
                self._db, self._serial, self._most, serial, start=first
            ):
                for card in page:
                    serial = card.serial
                    if finding.start_in_serial(serial, self._serial) < first:
                        continue
                    at = Position(source=start.source, key=serial.hex())
                    yield _One(
                        account=card.account, by=FoundBy.CARD, matched=serial.hex(), position=at
                    )
            serial = b""

    def _names(self, start: Position) -> Iterator[_One]:
        for one in named(self._db, self._words, start.name):
            at = Position(source=start.source, name=one.place)
            yield _One(
                account=one.account, by=FoundBy.NAME, matched=" ".join(one.words), position=at
            )


def account_hits(kiosk: Kiosk, numbers: tuple[str, ...]) -> tuple[AccountHit, ...]:
    """What tells these accounts apart; one that is not on file is left out."""
    with kiosk.ledger.read() as reader:
        known = finding.described(reader.db, numbers)
        ones = [
            _One(account=number, by=FoundBy.ACCOUNT, matched=number, position=Position(source=0))
            for number in numbers
            if number in known
        ]
        return _hits(kiosk, reader.db, ones)


def _hits(kiosk: Kiosk, db: Database, ones: list[_One]) -> tuple[AccountHit, ...]:
    """All of a page with one query of each kind."""
    if not ones:
        return ()
    numbers = [one.account for one in ones]
    known = finding.described(db, numbers)
    today = local_now(kiosk, settings.time_zone(db)).date()
    states = standings(db, numbers, today)
    listed = blacklist.numbers_in_force(db, Listed.ACCOUNT, numbers, today)
    personal = fields_of_each(kiosk, known)
    return tuple(
        _hit(
            one,
            personal.get(one.account, {}),
            known[one.account].meter if one.account in known else "",
            states[one.account],
            listed.get(one.account),
        )
        for one in ones
    )


def _hit(
    one: _One,
    personal: dict[str, str],
    meter: str,
    standing: AccountStanding,
    listed: BlacklistEntry | None,
) -> AccountHit:
    """A meter or a card may have come before the account that it is of: then little is known."""
    by, matched = one.by, one.matched
    if by is FoundBy.NAME:
        by, matched = _field_that_fits(personal, matched.split())
    return AccountHit(
        account=one.account,
        name=personal.get("name", ""),
        phone=personal.get("phone", ""),
        address=personal.get("address", ""),
        meter="" if standing.state.final else meter,
        standing=standing,
        by=by,
        matched=matched,
        listed=() if listed is None else (listed,),
    )


def _field_that_fits(personal: dict[str, str], words: list[str]) -> tuple[FoundBy, str]:
    """The first field that has the words, or else one of them."""
    needed, first = set(words), None
    for name in (FoundBy.NAME, FoundBy.PHONE, FoundBy.IDENTITY, FoundBy.ADDRESS):
        value = personal.get(name, "")
        own = words_to_keep([value])
        if needed <= own:
            return name, value
        if first is None and words[0] in own:
            first = name, value
    return first or (FoundBy.NAME, personal.get("name", ""))
