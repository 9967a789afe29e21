"""Where a card is pulled out: between two APDUs, or in the middle of one byte.

An EEPROM byte is erased (bits go 0 to 1, all of them) and then written (bits go 1 to 0); pulled in
between, some of the bits that were on their way have arrived and some have not.
Source: notes/cards.md 2.3 and 3.1.
"""

from __future__ import annotations

import enum
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeAlias

import msgspec

_ERASED = 0xFF


class CardPulled(Exception):
    """The contacts opened: whatever was asked, no answer comes."""


class TearPhase(enum.StrEnum):
    """When, within an APDU, the contacts open."""

    BEFORE = "before"
    """The APDU never reaches the chip."""
    ERASE = "erase"
    """While one byte is erased."""
    WRITE = "write"
    """While one byte is written."""
    AFTER = "after"
    """The chip has done everything; its answer is lost."""


class TearPoint(msgspec.Struct, frozen=True):
    """One moment at which a card can be pulled."""

    apdu: int
    """APDU (or step of a meter) from the arming on, 0 first."""
    phase: TearPhase
    byte: int = 0
    """Byte within the APDU, 0 first, unchanged bytes included; only for ERASE and WRITE."""


class Tear(msgspec.Struct, frozen=True):
    """A moment and, inside a byte, which of its changing bits had changed (1) by then."""

    point: TearPoint
    mix: int = 0


Passing: TypeAlias = Callable[[TearPoint, Callable[[int], None]], None]
"""Called with a moment and with what tears its byte by a mix, which it may do for a look, the bits
of each mix among those of the next; outside bytes that does nothing."""


class Contact:
    """The contacts of a card, from one arming to the next: count APDUs, open where they should."""

    def __init__(self, tear: Tear | None = None) -> None:
        """Closed; opens at ``tear``, or never."""
        self.passing: Passing | None = None
        """Told of every moment passed at which the card could have been pulled."""
        self.apdus = 0
        """APDUs begun so far."""
        self.open = False
        """Whether the card has been pulled."""
        self._tear = tear
        self._byte = 0

    @contextmanager
    def exchange(self) -> Iterator[None]:
        """The time of one APDU, or of one step of a meter.

        Raises:
            CardPulled: the contacts are open, or open now.
        """
        if self.open:
            raise CardPulled
        self.apdus += 1
        self._byte = -1
        self._pass(TearPhase.BEFORE)
        yield
        self._pass(TearPhase.AFTER)

    def program(
        self, old: int, new: int, store: Callable[[int], None], *, erased: int = _ERASED
    ) -> None:
        """Brings one byte from ``old`` to ``new`` through ``store``, with only the phases it needs.

        Raises:
            CardPulled: in the middle; ``store`` was given the torn byte.
        """
        self._byte += 1
        if new & ~old:
            self._change(TearPhase.ERASE, old, erased, store)
            old = erased
        if old & ~new:
            self._change(TearPhase.WRITE, old, new, store)

    def _change(self, phase: TearPhase, old: int, new: int, store: Callable[[int], None]) -> None:
        def torn(mix: int) -> None:
            store(old ^ ((old ^ new) & mix))

        try:
            self._pass(phase, torn)
        except CardPulled:
            torn(self._tear.mix if self._tear else 0)
            raise
        store(new)

    def _pass(self, phase: TearPhase, torn: Callable[[int], None] = lambda _mix: None) -> None:
        if self._tear is None and self.passing is None:
            return
        byte = self._byte if phase in (TearPhase.ERASE, TearPhase.WRITE) else 0
        point = TearPoint(self.apdus - 1, phase, byte)
        if self.passing is not None:
            self.passing(point, torn)
        if self._tear is not None and self._tear.point == point:
            self.open = True
            raise CardPulled


class Tearable(Protocol):
    """A card that can be pulled at a chosen moment."""

    def arm(self, tear: Tear | None) -> Contact:
        """Starts counting from 0 and pulls the card at ``tear``; None: never."""
        ...


def tear_points(card: Tearable, action: Callable[[], object]) -> tuple[TearPoint, ...]:
    """Runs ``action`` on an untorn card and returns every moment at which it could have been torn.

    The action changes the card: run it on a clone.
    """
    points: list[TearPoint] = []
    card.arm(None).passing = lambda point, _torn: points.append(point)
    action()
    return tuple(points)


def every_tear(points: Iterable[TearPoint], seed: int = 0) -> Iterator[Tear]:
    """One tear per moment between APDUs; inside a byte one before its first bit and one amid them.

    The bits of the latter follow from ``seed`` and the point alone.
    """
    for point in points:
        yield Tear(point)
        if point.phase in (TearPhase.ERASE, TearPhase.WRITE):
            yield Tear(point, seeded_mix(point, seed))


def seeded_mix(point: TearPoint, seed: int) -> int:
    """Eight bits that look random and are the same in every run."""
    return zlib.crc32(f"{seed} {point.apdu} {point.phase} {point.byte}".encode()) & 0xFF
