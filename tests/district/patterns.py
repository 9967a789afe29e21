"""Patterns of a visit: its events with slots for everything that is a household's own."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from app.domain.identity import EventId
from tests.district.models import Household

_SERIAL = re.compile(rb'"(?:new_)?serial":"([^"]+)"')


@dataclass(frozen=True)
class Duty:
    """Who serves, in which shift."""

    operator: int
    shift: EventId


@dataclass(frozen=True)
class Written:
    """What one visit of a household left in the journal."""

    began: int
    """Wall time at its beginning, milliseconds."""
    day: date
    duty: Duty
    first: int
    """Number of its first event."""
    events: int
    receipt: int
    """Number of its first receipt."""
    receipts: int


@dataclass
class Life:
    """What a household has from its visits so far."""

    home: Household
    account: str = ""
    serials: list[bytes] = field(default_factory=list)
    """Of its cards, the oldest first."""
    visits: list[Written] = field(default_factory=list)

    @property
    def last(self) -> Written:
        """The visit that goes on, or was the last."""
        return self.visits[-1]


Own: TypeAlias = Callable[[Life], object]
"""What stands in a slot: bytes, or a whole number."""


@dataclass(frozen=True)
class Pattern:
    """A visit: the forms of its events, and how long after its beginning each was written."""

    forms: tuple[bytes, ...]
    walls: tuple[int, ...]
    """Milliseconds."""
    own: dict[bytes, Own]
    """By slot. Besides, there is ``at`` in every form, and ``sealed`` where an account opens."""
    receipts: int
    cards: int
    """How many were made on it."""


def new_serials(bodies: Sequence[bytes], known: Sequence[bytes]) -> list[bytes]:
    """Serials of the cards that were made, in the order in which the events tell them."""
    told = (b64decode(serial) for body in bodies for serial in _SERIAL.findall(body))
    return [serial for serial in dict.fromkeys(told) if serial not in known]


def receipts_in(bodies: Sequence[bytes]) -> int:
    """How many receipts were given."""
    return sum(len(re.findall(rb'"receipt":\d', body)) for body in bodies)


def pattern_of(bodies: Sequence[bytes], walls: Sequence[int], life: Life, cards: int) -> Pattern:
    """The pattern of the last visit of a life."""
    slots = _Slots(life)
    return Pattern(
        forms=tuple(slots.form(body) for body in bodies),
        walls=tuple(wall - life.last.began for wall in walls),
        own=slots.own,
        receipts=life.last.receipts,
        cards=cards,
    )


class _Slots:
    """Finds what is a life's own in the bytes of its events."""

    def __init__(self, life: Life) -> None:
        self.own: dict[bytes, Own] = {}
        self._life = life
        self._words = dict(_words(life))
        node, epoch, _seq = life.last.duty.shift
        words = b"|".join(map(re.escape, sorted(self._words, reverse=True)))
        self._found = re.compile(
            rb'"at":(?P<at>\d+)|"sealed":"(?P<sealed>[^"]+)"|"receipt":(?P<receipt>\d+)'
            rb'|"operator":(?P<operator>\d+)|"(?P<day>\d{4}-\d\d-\d\d)"'
            rb"|\[%d,%d,(?P<id>\d+)\]|K%02d-%02d-(?P<name>\d+)|(?P<word>%b)"
            % (node, epoch, node, epoch, words)
        )

    def form(self, body: bytes) -> bytes:
        """An event with its slots."""
        return self._found.sub(self._slot, body.replace(b"%", b"%%"))

    def _slot(self, hit: re.Match[bytes]) -> bytes:
        whole, what = hit[0], hit.lastgroup
        assert what is not None
        text = hit[what]
        slot = self._found_in(what, text)
        return whole if slot is None else whole.replace(text, slot)

    def _found_in(self, what: str, text: bytes) -> bytes | None:
        match what:
            case "at" | "sealed":
                return b"%%(%b)%b" % (what.encode(), b"d" if what == "at" else b"b")
            case "receipt":
                return self._receipt(int(text))
            case "operator":
                return self._operator(int(text))
            case "day":
                return self._day(date.fromisoformat(text.decode()))
            case "word":
                return self._slot_of(self._words[text], b"b")
            case _:
                return self._event(int(text))

    def _slot_of(self, named: tuple[bytes, Own], form: bytes) -> bytes:
        name, own = named
        self.own[name] = own
        return b"%%(%b)%b" % (name, form)

    def _receipt(self, number: int) -> bytes | None:
        for at, visit in enumerate(self._life.visits):
            offset = number - visit.receipt
            if 0 <= offset < visit.receipts:
                return self._slot_of((b"receipt %d" % number, _receipt_of(at, offset)), b"d")
        return None

    def _operator(self, number: int) -> bytes | None:
        if number != self._life.last.duty.operator:
            return None
        return self._slot_of((b"operator", lambda life: life.last.duty.operator), b"d")

    def _day(self, day: date) -> bytes | None:
        for at, visit in enumerate(self._life.visits):
            if visit.day == day:
                return self._slot_of((b"day %d" % at, _day_of(at)), b"b")
        return None

    def _event(self, number: int) -> bytes | None:
        """One of its own, or the shift that a visit was in; others are everybody's."""
        for at, visit in enumerate(self._life.visits):
            offset = number - visit.first
            if 0 <= offset < visit.events:
                return self._slot_of((b"event %d" % number, _event_of(at, offset)), b"d")
        for at in reversed(range(len(self._life.visits))):
            if self._life.visits[at].duty.shift.seq == number:
                return self._slot_of((b"shift %d" % at, _shift_of(at)), b"d")
        return None


def _words(life: Life) -> list[tuple[bytes, tuple[bytes, Own]]]:
    """Account, meters, cards and what is printed of payments; with the name of each slot."""
    account: Own = lambda life: life.account.encode()  # noqa: E731  beside the others
    home = life.home
    return [
        (life.account.encode(), (b"account", account)),
        *((home.meter(n).encode(), (b"meter %d" % n, _meter_of(n))) for n in range(2)),
        *(
            (b64encode(serial), (b"card %d" % n, _card_of(n)))
            for n, serial in enumerate(life.serials)
        ),
        *(
            (home.reference(n).encode(), (b"reference %d" % n, _reference_of(n)))
            for n in range(len(life.visits))
        ),
    ]


def _receipt_of(visit: int, offset: int) -> Own:
    return lambda life: life.visits[visit].receipt + offset


def _day_of(visit: int) -> Own:
    return lambda life: life.visits[visit].day.isoformat().encode()


def _event_of(visit: int, offset: int) -> Own:
    return lambda life: life.visits[visit].first + offset


def _shift_of(visit: int) -> Own:
    return lambda life: life.visits[visit].duty.shift.seq


def _meter_of(changed: int) -> Own:
    return lambda life: life.home.meter(changed).encode()


def _card_of(number: int) -> Own:
    return lambda life: b64encode(life.serials[number])


def _reference_of(visit: int) -> Own:
    return lambda life: life.home.reference(visit).encode()
