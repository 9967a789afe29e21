"""Numbers as they stand on paper: kiosk, epoch ("series"), and a gap-free number within.

Each series has a letter of its own but receipts, so that a number alone tells what it belongs to.
"""

from __future__ import annotations

from app.domain.identity import Node, kiosk_name


def receipt_number(node: Node, epoch: int, number: int) -> str:
    """``K07-01-000123``: receipts of sales, refunds and reissues share one series."""
    return f"{kiosk_name(node)}-{epoch:02d}-{number:06d}"


def slip_number(node: Node, epoch: int, number: int) -> str:
    """``K07-01-S0004``: slips "payment taken, not on card"."""
    return f"{kiosk_name(node)}-{epoch:02d}-S{number:04d}"


def x_report_number(node: Node, epoch: int, number: int) -> str:
    """``K07-01-X0005``: reports of shifts that go on."""
    return f"{kiosk_name(node)}-{epoch:02d}-X{number:04d}"


def report_number(node: Node, epoch: int, number: int) -> str:
    """``K07-01-Z0031``: reports of closed shifts."""
    return f"{kiosk_name(node)}-{epoch:02d}-Z{number:04d}"


def tax_invoice_number(node: Node, epoch: int, number: int) -> str:
    """``K07-01-T000012``: tax invoices."""
    return f"{kiosk_name(node)}-{epoch:02d}-T{number:06d}"


def credit_note_number(node: Node, epoch: int, number: int) -> str:
    """``K07-01-C000003``: credit notes for tax invoices."""
    return f"{kiosk_name(node)}-{epoch:02d}-C{number:06d}"
