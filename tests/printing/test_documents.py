from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec
import pytest

from app.printing.documents import (
    AnyDocument,
    TaxTotal,
    as_copy,
    decode_document,
    document_kind,
    encode_document,
    masked_name,
    receipt_number,
    report_number,
    serial_tail,
    slip_number,
    tax_totals,
    time_text,
)
from tests.printing.sample_parts import LINES, RATES, TOTAL
from tests.printing.samples import SALE, SAMPLES


@pytest.mark.parametrize(("name", "document"), SAMPLES.items())
def test_every_document_survives_storage(name: str, document: AnyDocument) -> None:
    assert document_kind(document) == name
    assert decode_document(encode_document(document)) == document


def test_the_same_document_is_always_the_same_bytes() -> None:
    assert encode_document(SALE) == encode_document(decode_document(encode_document(SALE)))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"document":"poem"}', b'{"document":"sale_receipt"}']
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_document(data)


def test_a_copy_keeps_number_time_and_operator_of_the_original() -> None:
    copy = as_copy(SALE, at="2026-12-01 09:00 UTC+03:00", operator="14 Joy")
    assert (copy.number, copy.issued_at, copy.operator) == (
        SALE.number,
        SALE.issued_at,
        SALE.operator,
    )
    assert copy.copied is not None
    assert copy.copied.operator == "14 Joy"


def test_numbers_tell_kiosk_series_and_kind_of_paper() -> None:
    assert receipt_number(7, 1, 123) == "K07-01-000123"
    assert slip_number(7, 1, 4) == "K07-01-S0004"
    assert report_number(7, 12, 31) == "K07-12-Z0031"
    assert receipt_number(314, 1, 1_234_567) == "K314-01-1234567"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (ZoneInfo("Africa/Nairobi"), "2026-11-23 14:05 UTC+03:00"),
        (timezone(timedelta(hours=-3, minutes=-30)), "2026-11-23 14:05 UTC-03:30"),
        (ZoneInfo("UTC"), "2026-11-23 14:05 UTC+00:00"),
    ],
)
def test_a_time_says_its_zone(zone: ZoneInfo | timezone, text: str) -> None:
    assert time_text(datetime(2026, 11, 23, 14, 5, 59, tzinfo=zone)) == text


def test_customers_are_named_as_far_as_needed() -> None:
    assert masked_name("Neema Achieng  Odhiambo") == "Neema A. O."
    assert masked_name("Neema") == "Neema"
    assert masked_name("") == ""
    assert serial_tail(bytes.fromhex("001122339f3a01c2")) == "...9F3A01C2"


def test_tax_is_totalled_by_code_without_what_has_none() -> None:
    vat, zero = tax_totals(LINES, RATES)
    assert vat == TaxTotal(code="VAT", rate=1600, base=42711, amount=6834)
    assert zero == TaxTotal(code="ZERO", rate=0, base=40000, amount=0)
    untaxed = 10000 - 45  # arrears and rounding
    assert vat.base + vat.amount + zero.base + untaxed == TOTAL


def test_a_tax_code_without_a_rate_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        tax_totals(LINES, {"VAT": 1600})
