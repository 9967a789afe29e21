"""What inquiries have alike: how what people type is understood, and where the next page begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, TypeVar, get_type_hints
from zoneinfo import ZoneInfo

from peewee import Database

from app.domain.cards import ChargingType
from app.domain.identity import Stamp, milliseconds_of, stamp_at
from app.domain.text import _
from app.ledger.queries import settings
from app.ledger.queries.purchases import ReceiptPlace
from app.ledger.queries.reading import LARGEST_KEY
from app.operations.errors import BadArgument

PER_PAGE = 9
"""One digit each, on a screen."""
MOST_PER_PAGE = 500

_METER_DIGITS = 12
_LONGEST_NUMBER = 12
_LONGEST_SERIAL = 16
"""Bytes."""
_RECEIPT = re.compile(r"K([0-9]{2,5})-([0-9]{2,5})-([0-9]{6,10})", re.ASCII)

Place = TypeVar("Place", bound=NamedTuple)


def rows_asked(rows: int) -> int:
    """How many rows a page has. Raises BadArgument."""
    if not 1 <= rows <= MOST_PER_PAGE:
        raise BadArgument(
            _("A page has 1 to {most} rows.").format(most=MOST_PER_PAGE),
            _("Nothing was done. Ask for fewer and go on with next."),
        )
    return rows


def token_of(place: tuple[object, ...]) -> str:
    """A place between two rows as text, for whoever asks for what comes after it."""
    return "~".join(map(str, place))


def place_behind(token: str | None, form: type[Place]) -> Place | None:
    """Inverse of :func:`token_of`; None without a token. Raises BadArgument."""
    if token is None:
        return None
    kinds = list(get_type_hints(form).values())
    parts = token.split("~")
    try:
        return form._make(_part(kind, part) for kind, part in zip(kinds, parts, strict=True))
    except ValueError as error:
        raise BadArgument(
            _("This is not the place of a page: {text}.").format(text=token[:40]),
            _("Nothing was done. Give back what the page before said under next."),
        ) from error


def _part(kind: type, text: str) -> object:
    if kind is not int:
        return date.fromisoformat(text).isoformat()
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= LARGEST_KEY:
        raise ValueError(text)
    return number


def charging_of(db: Database, models: Iterable[str]) -> dict[str, ChargingType]:
    """What the credit of these meter models counts: volume, where a model is not known here."""
    known = {model: settings.meter_model(db, model) for model in models}
    return {
        model: ChargingType.VOLUME if found is None else found.charging
        for model, found in known.items()
    }


def account_typed(text: str | None) -> str | None:
    """An account's number, without blanks. Raises BadArgument."""
    return None if text is None else _digits(text, _("an account's number"), _LONGEST_NUMBER)


def meter_typed(text: str | None) -> str | None:
    """A meter's number in full; it may be typed without the zeros that it begins with.

    Raises BadArgument.
    """
    if text is None:
        return None
    return _digits(text, _("a meter's number"), _METER_DIGITS).zfill(_METER_DIGITS)


def serial_typed(text: str | None) -> bytes | None:
    """A card's serial. Raises BadArgument."""
    if text is None:
        return None
    typed = "".join(text.split())
    try:
        serial = bytes.fromhex(typed)
    except ValueError:
        serial = b""
    if not 1 <= len(serial) <= _LONGEST_SERIAL:
        raise BadArgument(
            _("{text} is not a serial.").format(text=_shown(text)),
            _("It has pairs of the digits 0 to 9 and letters a to f."),
        )
    return serial


def receipt_typed(text: str | None, node: int, epoch: int) -> ReceiptPlace | None:
    """A receipt's number: in full, or its last digits in the series of a node and epoch.

    Raises BadArgument.
    """
    if text is None:
        return None
    typed = text.strip().upper()
    full = _RECEIPT.fullmatch(typed)
    if full is not None:
        return ReceiptPlace(*(int(part) for part in full.groups()))
    if typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_NUMBER:
        return ReceiptPlace(node, epoch, int(typed))
    raise BadArgument(
        _("{text} is not the number of a receipt.").format(text=_shown(text)),
        _("It looks like K07-01-000123; for one of this kiosk the last digits suffice."),
    )


def days_in_order(since: date | None, until: date | None) -> None:
    """Raises BadArgument where the last day comes before the first."""
    if since is not None and until is not None and until < since:
        raise BadArgument(
            _("The last day, {until}, comes before the first, {since}.").format(
                until=until.isoformat(), since=since.isoformat()
            ),
            _("Nothing was looked for. Change one of them."),
        )


def stamp_of_day(day: date, time_zone: str, days_later: int = 0) -> Stamp:
    """The first stamp of a day where the utility is, or of one that comes later.

    Raises BadArgument for a day that no clock shows.
    """
    try:
        begins = datetime.combine(day + timedelta(days=days_later), datetime.min.time())
        seconds = begins.replace(tzinfo=ZoneInfo(time_zone)).timestamp()
    except (OverflowError, ValueError):
        seconds = -1.0  # float: a moment of the calendar
    if seconds < 0:
        raise BadArgument(
            _("{day} is not a day of this ledger.").format(day=day.isoformat()),
            _("Nothing was looked for. A day looks like 2026-09-21."),
        )
    return stamp_at(int(seconds) * 1000)


def local_time(at: Stamp, time_zone: str) -> datetime:
    """When something happened, in the utility's zone, to the second."""
    seconds = milliseconds_of(at) // 1000
    return datetime.fromtimestamp(seconds, tz=UTC).astimezone(ZoneInfo(time_zone))


def _digits(text: str, what: str, longest: int) -> str:
    typed = "".join(text.split())
    if not (typed.isascii() and typed.isdigit() and len(typed) <= longest):
        raise BadArgument(
            _("{text} is not {what}.").format(text=_shown(text), what=what),
            _("It has up to {count} digits, 0 to 9.").format(count=longest),
        )
    return typed


def _shown(text: str) -> str:
    """A wrong value as it can be said back."""
    return text[:40]
