"""What the directories of a ``cpu68`` card have in common, whatever flows."""

from __future__ import annotations

from typing import Protocol

from app.cards.errors import CardDamaged, CardForeign
from app.cards.profiles.cpu68_codecs import Count
from app.cards.profiles.cpu68_frame import FrameState
from app.cards.profiles.cpu68_parameters import ByteOrder, Parameters
from app.cards.profiles.fields import Field, Record
from app.cards.secrets import CardFile
from app.domain.cards import CardContents, CardForm, ChargingType, ReadBack, UtilityKind
from app.domain.plans import CardImage, Step, StepKind
from app.domain.text import _

FORM_CODES: dict[CardForm, int] = {CardForm.OPENING: 1, CardForm.USER: 2, CardForm.REISSUE: 3}
"""Source: notes/domain.md 6.1."""

LARGEST_NUMBER = 0xFFFF
"""The purchase file counts in two bytes; electricity, which has four, is held to the same."""

# Bits that tell the meter which of its settings the card changes. Stated for electricity
# (notes/domain.md 6.2); assumed to be the same for water, gas and heat.
UPDATES_PARAMETERS = 0x80
UPDATES_CURRENT_RATE = 0x01
UPDATES_BACKUP_RATE = 0x02
UPDATES_CURRENT_TIERS = 0x04
UPDATES_BACKUP_TIERS = 0x08


class Directory(Protocol):
    """The files of one kind of meter."""

    kind: UtilityKind
    charging: tuple[ChargingType, ...]
    files: tuple[CardFile, ...]
    purchase_area: str
    """Area whose frame says that the directory is in use."""
    return_area: str
    """Area that the meter writes."""

    def state(self, image: CardImage) -> FrameState:
        """How the file stands that says whose the directory is."""
        ...

    def contents(self, image: CardImage, place: int) -> CardContents:
        """What a directory in use says. Raises CardDamaged, CardForeign."""
        ...

    def read_back(self, image: CardImage, charging: ChargingType) -> ReadBack:
        """What the meter wrote."""
        ...

    def returned_by(self, image: CardImage) -> str:
        """The meter that wrote the return file; empty where that does not say."""
        ...

    def number_steps(self, contents: CardContents) -> tuple[Step, ...]:
        """Steps that write number and load. Raises ContentsUnfit."""
        ...

    def tariff_steps(self, contents: CardContents) -> tuple[Step, ...]:
        """Steps that write what the meter is told of its tariff. Raises ContentsUnfit."""
        ...

    def emptying_step(self) -> Step:
        """The step that empties the return file."""
        ...


def wallet_record(order: ByteOrder) -> Record:
    """The wallet file, which has no frame."""
    return Record(Field("load", Count(4, order)), Field("number", Count(4, order, LARGEST_NUMBER)))


def write(area: str, data: bytes) -> Step:
    """A step that writes a file whole: it is updated at once, so there is no half of it."""
    return Step(StepKind.WRITE, area, 0, data)


def emptied(file: CardFile, parameters: Parameters) -> bytes:
    """What an emptied file holds."""
    return bytes([parameters.emptied]) * file.size


def credit_unit(parameters: Parameters, charging: ChargingType) -> int:
    """What one count of credit is worth, as the charging type counts it."""
    return parameters.money_unit if charging.counts_money else parameters.unit


def file_of(files: tuple[CardFile, ...], area: str) -> CardFile:
    """The file that stands for an area."""
    return next(file for file in files if file.area == area)


def broken() -> CardDamaged:
    """The refusal of a directory whose own file is not whole."""
    return CardDamaged(
        _("The data on this card are damaged."),
        _("Nothing was paid. Reissue the card: its credit stands in the ledger."),
    )


def unknown_codes() -> CardForeign:
    """The refusal of a whole file that says what this program never writes."""
    return CardForeign(
        _("This card is used in a way that this counter does not know."),
        _("Nothing was paid. Keep the card and send it to head office."),
    )
