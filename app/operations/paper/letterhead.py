"""What every paper shares: head, numbers, who, when, and the journal line that proves it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
from peewee import Database

from app.domain.identity import EventId, kiosk_name
from app.domain.print_methods import PrintWhen
from app.domain.quantity import Money
from app.domain.receipt_form import ReceiptForm
from app.domain.tariff.breakdown import Line
from app.domain.training import is_training
from app.kiosk import Kiosk, Transaction
from app.ledger.queries import accounts, journal, money, print_methods, receipt_forms, settings
from app.operations.local_time import local_now
from app.operations.personal_fields import personal_fields
from app.printing.documents import (
    HASH_DIGITS,
    Customer,
    Document,
    JournalReference,
    Letterhead,
    TaxTotal,
    document_kind,
    encode_document,
    masked_name,
    receipt_number,
    serial_tail,
    tax_totals,
    time_text,
)


def common(
    kiosk: Kiosk,
    db: Database,
    *,
    number: str,
    operator: int,
    shift: EventId | None,
    proof: EventId | None,
) -> dict[str, Any]:
    """Keyword arguments for any document. ``proof``: the event that it stands on."""
    utility = settings.utility(db)
    who = settings.operator(db, operator)
    now = local_now(kiosk, utility.time_zone)
    form = receipt_forms.form_on(db, now.date())
    head = Letterhead(
        utility_name=utility.utility_name,
        utility_address=utility.utility_address,
        tax_number=utility.tax_number,
        phone=utility.phone,
        footer=utility.receipt_footer,
        kiosk=kiosk_name(kiosk.ledger.node),
        program=_program(),
        demo_keys=kiosk.keys.demo,
        training=is_training(kiosk.ledger.node),
        currency=utility.currency,
        currency_digits=utility.currency_digits,
    )
    return {
        "letterhead": head if form is None else in_form(head, form[1], str(form[0])),
        "number": number,
        "issued_at": time_text(now),
        "operator": f"{operator} {who.name}" if who else str(operator),
        "shift": "" if shift is None else str(shift),
        "journal": None if proof is None else _reference(db, proof),
    }


def in_form(head: Letterhead, form: ReceiptForm, revision: str) -> Letterhead:
    """The letterhead of papers in a form; ``revision``: the event that set it."""
    return msgspec.structs.replace(
        head,
        form=revision,
        logo=form.logo,
        header=form.header,
        footer_lines=form.footer,
        left_out=form.left_out,
        language=form.language,
    )


@cache
def _program() -> str:
    """Reading the package's metadata takes longer than a durable commit: once is enough."""
    from importlib.metadata import version

    return f"Tapcard {version('tapcard')}"


def _reference(db: Database, event: EventId) -> JournalReference:
    digest = journal.hash_of(db, event)
    return JournalReference(
        event=str(event), hash="" if digest is None else digest.hex()[:HASH_DIGITS]
    )


def customer(
    kiosk: Kiosk,
    db: Database,
    account: str,
    *,
    meter: str = "",
    serial: bytes = b"",
    number: int | None = None,
) -> Customer:
    """The customer of an account, name masked: papers get lost."""
    record = accounts.account(db, account)
    personal = {} if record is None else personal_fields(kiosk, record)
    return Customer(
        account=account,
        name=masked_name(personal.get("name", "")),
        premises=personal.get("address", ""),
        meter=meter,
        card=serial_tail(serial) if serial else "",
        purchase_number=number,
    )


def meter_of(db: Database, allocation: EventId) -> str:
    """The meter of an allocation, as far as it is known here."""
    found = accounts.allocation(db, allocation)
    return found.meter if found is not None else ""


def taxes_of(lines: Iterable[Line], db: Database) -> tuple[TaxTotal, ...]:
    """Tax per code with the rate that each line was taxed at."""
    lines = tuple(lines)
    return tax_totals(lines, settings.tax_rates(db))


def balance_after(kiosk: Kiosk, db: Database, account: str) -> Money | None:
    """The account balance, where this kiosk can know it."""
    record = accounts.account(db, account)
    if record is None or record.home != kiosk.ledger.node:
        return None
    return money.balance(db, account)


def receipt_text(kiosk: Kiosk, number: int) -> str:
    """A receipt number of this node and epoch, as printed."""
    return receipt_number(kiosk.ledger.node, kiosk.ledger.epoch, number)


def print_document(tx: Transaction, document: Document, number: str) -> None:
    """Queues a document's print jobs within the transaction, as its print method says."""
    kind, body = document_kind(document), encode_document(document)
    method = print_methods.method(tx.db, kind)
    if method.when is not PrintWhen.AUTOMATIC:
        tx.queue_print(kind, number, body, kept=True)
        return
    for copy in range(method.copies):
        tx.queue_print(kind, number, body, copy)
