"""The slip of a meter change: the reckoning, for the customer and for the file."""

from __future__ import annotations

from app.domain.cards import ChargingType, UtilityKind
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document
from app.printing.documents.tax_total import TaxTotal


class MeterChangeSlip(Document, tag="meter_change_slip", frozen=True, kw_only=True):
    """Both meters and dials, what was left, where it went. Credit as ``charging`` counts it."""

    customer: Customer
    """Its meter is the new one."""
    second: str = ""
    """Second person, where there was one; the first one is the operator."""
    old_meter: str
    kind: UtilityKind = UtilityKind.WATER
    charging: ChargingType = ChargingType.VOLUME
    work_date: str
    technician: str
    form: str
    signed_out: str = ""
    """Number of the card that the technician had along, if one was."""
    first_dial: Quantity
    """Of the old meter, when it was allocated."""
    dial: Quantity
    """Of the old meter, when it came off."""
    estimated: bool = False
    """Two people estimated it: it could not be read."""
    new_dial: Quantity
    credited: int
    used: int
    unloaded: int
    moved: int
    """Of what was unloaded, on the card now."""
    instalment: int
    """Of what was left in the old meter, on the card now."""
    still_owed: int
    overuse: int
    lines: tuple[Line, ...] = ()
    """Price of the overuse."""
    arrears: Money = 0
    """What is owed by it: overuse, and fees that were not paid."""
    fees: tuple[Line, ...] = ()
    """What the change itself cost."""
    tenders: tuple[Tender, ...] = ()
    """How that was paid; none where it became arrears."""
    taxes: tuple[TaxTotal, ...] = ()
    """In the fees that were paid."""
    change: str = ""
    """The change that a receipt is for, where ``number`` is that of the receipt."""
    undone: bool = False
    """The change is taken back: the card is the old meter's again."""
    reason: str = ""
    """Why it is."""
