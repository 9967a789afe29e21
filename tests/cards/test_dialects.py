"""Dialects: the APDUs of each reader maker, and what their answers mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.dialects.choice import brand_of, sle44x2_dialect
from app.cards.dialects.contract import Brand, Presented, Sle44x2Dialect
from app.cards.errors import CardOutcomeUnknown, CardRefused

PSC = bytes.fromhex("5AC301")
NEW = bytes.fromhex("00A5FF")


class ScriptedLink:
    """Answers each APDU with what the script says; keeps what was sent."""

    atr = bytes.fromhex("3B04A2131091")

    def __init__(self, *answers: str) -> None:
        self._answers = [bytes.fromhex(answer) for answer in answers]
        self.sent: list[str] = []

    def transmit(self, apdu: bytes) -> tuple[bytes, int]:
        self.sent.append(apdu.hex(" ").upper())
        answer = self._answers.pop(0)
        return answer[:-2], int.from_bytes(answer[-2:])

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def acs() -> Sle44x2Dialect:
    return sle44x2_dialect(Brand.ACS)


@pytest.fixture
def omnikey() -> Sle44x2Dialect:
    return sle44x2_dialect(Brand.OMNIKEY)


@pytest.fixture(params=Brand)
def dialect(request: pytest.FixtureRequest) -> Sle44x2Dialect:
    return sle44x2_dialect(request.param)


# -- which dialect ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("ACS ACR39U ICC Reader 00 00", Brand.ACS),
        ("ACS ACR38U-CCID 01 00", Brand.ACS),
        ("HID Global OMNIKEY 3x21 Smart Card Reader 00 00", Brand.OMNIKEY),
        ("OMNIKEY AG CardMan 3121 00 00", Brand.OMNIKEY),
        ("Virtual PCD 00 00", Brand.ACS),
        ("", Brand.ACS),
    ],
)
def test_a_reader_speaks_the_dialect_of_its_name(name: str, brand: Brand) -> None:
    assert brand_of(name) is brand
    assert sle44x2_dialect(brand).brand is brand


def test_a_setting_overrules_the_name() -> None:
    assert brand_of("Cherry ST-1144", "omnikey") is Brand.OMNIKEY
    assert brand_of("OMNIKEY 3x21", "acs") is Brand.ACS


def test_an_unknown_setting_is_an_error() -> None:
    with pytest.raises(ValueError, match="gemalto"):
        brand_of("Gemalto", "gemalto")


# -- what all dialects have in common --------------------------------------------------------


@given(st.sampled_from(Brand), st.binary(min_size=1, max_size=64), st.binary(max_size=8))
def test_a_read_takes_exactly_what_was_asked(brand: Brand, data: bytes, more: bytes) -> None:
    link = ScriptedLink((data + more).hex() + "9000")
    assert sle44x2_dialect(brand).read(link, 0x20, len(data)) == data


def test_a_read_that_brings_less_is_unknown(dialect: Sle44x2Dialect) -> None:
    with pytest.raises(CardOutcomeUnknown):
        dialect.read(ScriptedLink("010203 9000"), 0x20, 4)


def test_an_error_status_is_told(dialect: Sle44x2Dialect) -> None:
    for status in (0x6300, 0x6B00, 0x9001):
        with pytest.raises(CardRefused) as refused:
            dialect.write(ScriptedLink(f"{status:04X}"), 0x20, b"\x01")
        assert refused.value.status == status
        with pytest.raises(CardRefused):
            dialect.read(ScriptedLink(f"{status:04X}"), 0x20, 1)
        with pytest.raises(CardRefused):
            dialect.change_psc(ScriptedLink(f"{status:04X}"), PSC, NEW)


def test_a_presentation_that_the_reader_did_not_carry_out_is_no_answer_about_the_code(
    dialect: Sle44x2Dialect,
) -> None:
    with pytest.raises(CardRefused):
        dialect.present(ScriptedLink("6300"), PSC)


# -- ACS -------------------------------------------------------------------------------------


def test_acs_apdus(acs: Sle44x2Dialect) -> None:
    link = ScriptedLink("9000", "AABBCC9000", "07000000 9000", "9007", "9000", "9000")
    acs.select(link)
    acs.read(link, 0x40, 3)
    acs.tries_left(link)
    acs.present(link, PSC)
    acs.write(link, 0x40, b"\x01\x02")
    acs.change_psc(link, PSC, NEW)
    assert link.sent == [
        "FF A4 00 00 01 06",
        "FF B0 00 40 03",
        "FF B1 00 00 04",
        "FF 20 00 00 03 5A C3 01",
        "FF D0 00 40 02 01 02",
        "FF D2 00 01 03 00 A5 FF",
    ]


@pytest.mark.parametrize(
    ("counter", "accepted", "tries"),
    [("07", True, 3), ("03", False, 2), ("06", False, 2), ("01", False, 1), ("04", False, 1)],
)
def test_acs_answers_a_code_with_the_error_counter(
    acs: Sle44x2Dialect, counter: str, accepted: bool, tries: int
) -> None:
    assert acs.present(ScriptedLink(f"90{counter}"), PSC) == Presented(accepted, tries)
    assert acs.tries_left(ScriptedLink(f"{counter}000000 9000")) == tries


def test_acs_says_9000_for_a_card_that_is_locked(acs: Sle44x2Dialect) -> None:
    assert acs.present(ScriptedLink("9000"), PSC) == Presented(accepted=False, tries_left=0)


def test_an_older_acs_firmware_wants_no_length_for_the_counter(acs: Sle44x2Dialect) -> None:
    link = ScriptedLink("6700", "03000000 9000")
    assert acs.tries_left(link) == 2
    assert link.sent == ["FF B1 00 00 04", "FF B1 00 00 00"]


def test_a_counter_that_does_not_come_is_not_guessed(acs: Sle44x2Dialect) -> None:
    with pytest.raises(CardOutcomeUnknown):
        acs.tries_left(ScriptedLink("9000"))
    with pytest.raises(CardRefused):
        acs.tries_left(ScriptedLink("6300", "6300"))


# -- OMNIKEY ---------------------------------------------------------------------------------


def test_omnikey_apdus(omnikey: Sle44x2Dialect) -> None:
    link = ScriptedLink("AABBCC9000", "9000", "9000", "9000")
    omnikey.select(link)
    omnikey.read(link, 0x40, 3)
    omnikey.present(link, PSC)
    omnikey.write(link, 0x40, b"\x01\x02")
    omnikey.change_psc(link, PSC, NEW)
    assert link.sent == [
        "FF B0 00 40 03",
        "FF 20 00 00 03 5A C3 01",
        "FF D6 00 40 02 01 02",
        "FF 21 00 00 06 5A C3 01 00 A5 FF",
    ]


@pytest.mark.parametrize(
    ("status", "accepted", "tries"),
    [("9000", True, 3), ("63C2", False, 2), ("63C1", False, 1), ("63C0", False, 0)],
)
def test_omnikey_answers_a_code_with_the_tries_left(
    omnikey: Sle44x2Dialect, status: str, accepted: bool, tries: int
) -> None:
    assert omnikey.present(ScriptedLink(status), PSC) == Presented(accepted, tries)


def test_omnikey_tells_no_tries_and_asks_for_none(omnikey: Sle44x2Dialect) -> None:
    link = ScriptedLink()
    assert omnikey.tries_left(link) is None
    assert link.sent == []
