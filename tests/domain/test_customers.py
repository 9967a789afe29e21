"""What fits into a customer's file, and who seems to be in it twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.customers import (
    LONGEST,
    BadPersonalField,
    Likeness,
    PersonalField,
    address_of,
    kept,
    kept_fields,
    likeness,
    require_fields,
)


@settings(max_examples=80)
@given(st.sampled_from(PersonalField), st.text(max_size=70))
def test_what_is_kept_is_printable_fits_and_is_kept_again_alike(
    field: PersonalField, typed: str
) -> None:
    try:
        text = kept(field, typed)
    except BadPersonalField as error:
        assert error.message
        assert error.remedy
        return
    assert text.isprintable()
    assert len(text) <= LONGEST[field]
    assert kept(field, text) == text


@pytest.mark.parametrize("field", PersonalField)
def test_every_field_may_be_empty_and_refuses_too_much_and_line_breaks(
    field: PersonalField,
) -> None:
    assert kept(field, "  ") == ""
    assert kept(field, " 077 \t".rstrip("\t")) == "077"
    for bad in ("1" * (LONGEST[field] + 1), "07\n12", "07\x0012", "07\u202e12"):
        with pytest.raises(BadPersonalField):
            kept(field, bad)


def test_digits_of_other_scripts_are_digits_in_numbers_and_letters_are_none() -> None:
    assert kept(PersonalField.PHONE, "٠٧١٢ 345") == "0712 345"
    assert kept(PersonalField.IDENTITY, "AB-१२") == "AB-12"
    assert kept(PersonalField.NAME, "أمينة १") == "أمينة १"
    for bad in ("O712 345", "07l2", "Neema", "12", "+()"):
        with pytest.raises(BadPersonalField):
            kept(PersonalField.PHONE, bad)
    with pytest.raises(BadPersonalField):
        kept(PersonalField.IDENTITY, "--")


def test_required_fields_are_named() -> None:
    fields = kept_fields({PersonalField.NAME: "Amina", PersonalField.PHONE: " "})
    require_fields(fields, [PersonalField.NAME])
    with pytest.raises(BadPersonalField, match="Phone"):
        require_fields(fields, [PersonalField.NAME, PersonalField.PHONE])


def test_an_address_is_made_of_its_parts_unless_it_was_typed() -> None:
    parts = {"street": "Moi Road", "building": "B", "room": "4"}
    assert address_of(parts) == "Moi Road, B, 4"
    assert address_of({**parts, "address": "Plot 4"}) == "Plot 4"
    assert address_of({}) == ""


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ({"identity": "12 345"}, {"identity": "12345"}, Likeness.IDENTITY),
        ({"identity": "1", "identity_type": "ID"}, {"identity": "1"}, Likeness.IDENTITY),
        (
            {"identity": "1", "identity_type": "ID"},
            {"identity": "1", "identity_type": "passport"},
            None,
        ),
        ({"phone": "0712-345"}, {"phone": "0712 345"}, Likeness.PHONE),
        (
            {"name": "Amina Salím", "address": "Plot 4"},
            {"name": "salim AMINA", "address": "plot 4"},
            Likeness.NAME_AND_ADDRESS,
        ),
        ({"name": "Amina", "address": "Plot 4"}, {"name": "Amina", "address": "Plot 5"}, None),
        ({"name": "Amina"}, {"name": "Amina"}, None),
        ({}, {}, None),
    ],
)
def test_who_seems_the_same(
    one: dict[str, str], other: dict[str, str], like: Likeness | None
) -> None:
    assert likeness(one, other) is like
    assert likeness(other, one) is like
