"""Dialects: the APDUs of each reader maker, and what their answers mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.chips.families import families
from app.cards.dialects.acs_at88sc102 import AcsAt88sc102
from app.cards.dialects.acs_sle import AcsSle44x8
from app.cards.dialects.choice import brand_of, sle44x2_dialect
from app.cards.dialects.contract import CONTACT_BRANDS, Brand, Presented, SleDialect
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

    def reset(self) -> None:
        """Nothing to reset."""

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def acs() -> SleDialect:
    return sle44x2_dialect(Brand.ACS)


@pytest.fixture
def omnikey() -> SleDialect:
    return sle44x2_dialect(Brand.OMNIKEY)


@pytest.fixture(params=CONTACT_BRANDS)
def dialect(request: pytest.FixtureRequest) -> SleDialect:
    return sle44x2_dialect(request.param)


# -- which dialect ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("ACS ACR39U ICC Reader 00 00", Brand.ACS),
        ("ACS ACR38U-CCID 01 00", Brand.ACS),
        ("HID Global OMNIKEY 3x21 Smart Card Reader 00 00", Brand.OMNIKEY),
        ("OMNIKEY AG CardMan 3121 00 00", Brand.OMNIKEY),
        ("ACS ACR1281 1S Dual Reader [ACR1281 1S Dual Reader ICC] 00 00", Brand.ACS),
        ("Virtual PCD 00 00", Brand.ACS),
        ("", Brand.ACS),
    ],
)
def test_a_reader_speaks_the_dialect_of_its_name(name: str, brand: Brand) -> None:
    assert brand_of(name) is brand
    assert sle44x2_dialect(brand).brand is brand


@pytest.mark.parametrize(
    "name",
    [
        "ACS ACR1281 1S Dual Reader [ACR1281 1S Dual Reader PICC] 01 00",
        "ACS ACR122U PICC Interface 00 00",
        "ACS ACR1255U-J1 00 00",
        "HID Global OMNIKEY 5022 Smart Card Reader 00 00",
        "OMNIKEY CardMan 5x21-CL 00 00",
        "Identiv uTrust 3700 F CL Reader 00 00",
        "SCM Microsystems Inc. SCL010 Contactless Reader 00 00",
    ],
)
def test_a_contactless_reader_is_known_by_its_name(name: str) -> None:
    assert brand_of(name) is Brand.PCSC_PART3


def test_contactless_chips_are_offered_at_contactless_readers_and_nowhere_else() -> None:
    contactless = {family.name for family in families(Brand.PCSC_PART3)}
    contact = {family.name for brand in CONTACT_BRANDS for family in families(brand)}
    assert "mifare1k" in contactless
    assert "mifare1k" not in contact
    assert "sle4442" not in contactless


def test_a_setting_overrules_the_name() -> None:
    assert brand_of("ACS ACR39U ICC Reader 00 00", "pcsc-part3") is Brand.PCSC_PART3
    assert brand_of("Cherry ST-1144", "omnikey") is Brand.OMNIKEY
    assert brand_of("OMNIKEY 3x21", "acs") is Brand.ACS


def test_an_unknown_setting_is_an_error() -> None:
    with pytest.raises(ValueError, match="gemalto"):
        brand_of("Gemalto", "gemalto")


# -- what all dialects have in common --------------------------------------------------------


@given(st.sampled_from(CONTACT_BRANDS), st.binary(min_size=1, max_size=64), st.binary(max_size=8))
def test_a_read_takes_exactly_what_was_asked(brand: Brand, data: bytes, more: bytes) -> None:
    link = ScriptedLink((data + more).hex() + "9000")
    assert sle44x2_dialect(brand).read(link, 0x20, len(data)) == data


def test_a_read_that_brings_less_is_unknown(dialect: SleDialect) -> None:
    with pytest.raises(CardOutcomeUnknown):
        dialect.read(ScriptedLink("010203 9000"), 0x20, 4)


def test_an_error_status_is_told(dialect: SleDialect) -> None:
    for status in (0x6300, 0x6B00, 0x9001):
        with pytest.raises(CardRefused) as refused:
            dialect.write(ScriptedLink(f"{status:04X}"), 0x20, b"\x01")
        assert refused.value.status == status
        with pytest.raises(CardRefused):
            dialect.read(ScriptedLink(f"{status:04X}"), 0x20, 1)
        with pytest.raises(CardRefused):
            dialect.change_psc(ScriptedLink(f"{status:04X}"), PSC, NEW)


def test_a_presentation_that_the_reader_did_not_carry_out_is_no_answer_about_the_code(
    dialect: SleDialect,
) -> None:
    with pytest.raises(CardRefused):
        dialect.present(ScriptedLink("6300"), PSC)


# -- ACS -------------------------------------------------------------------------------------


def test_acs_apdus(acs: SleDialect) -> None:
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
    acs: SleDialect, counter: str, accepted: bool, tries: int
) -> None:
    assert acs.present(ScriptedLink(f"90{counter}"), PSC) == Presented(accepted, tries)
    assert acs.tries_left(ScriptedLink(f"{counter}000000 9000")) == tries


def test_acs_says_9000_for_a_card_that_is_locked(acs: SleDialect) -> None:
    assert acs.present(ScriptedLink("9000"), PSC) == Presented(accepted=False, tries_left=0)


def test_an_older_acs_firmware_wants_no_length_for_the_counter(acs: SleDialect) -> None:
    link = ScriptedLink("6700", "03000000 9000")
    assert acs.tries_left(link) == 2
    assert link.sent == ["FF B1 00 00 04", "FF B1 00 00 00"]


def test_a_counter_that_does_not_come_is_not_guessed(acs: SleDialect) -> None:
    with pytest.raises(CardOutcomeUnknown):
        acs.tries_left(ScriptedLink("9000"))
    with pytest.raises(CardRefused):
        acs.tries_left(ScriptedLink("6300", "6300"))


# -- OMNIKEY ---------------------------------------------------------------------------------


def test_omnikey_apdus(omnikey: SleDialect) -> None:
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
    omnikey: SleDialect, status: str, accepted: bool, tries: int
) -> None:
    assert omnikey.present(ScriptedLink(status), PSC) == Presented(accepted, tries)


def test_omnikey_tells_no_tries_and_asks_for_none(omnikey: SleDialect) -> None:
    link = ScriptedLink()
    assert omnikey.tries_left(link) is None
    assert link.sent == []


# -- ACS, SLE4428 ----------------------------------------------------------------------------


@pytest.fixture
def acs_sle4428() -> SleDialect:
    return AcsSle44x8()


def test_acs_apdus_for_an_sle4428(acs_sle4428: SleDialect) -> None:
    link = ScriptedLink("9000", "AABBCC9000", "FF0000 9000", "90FF", "9000", "9000")
    acs_sle4428.select(link)
    acs_sle4428.read(link, 0x3AB, 3)
    acs_sle4428.tries_left(link)
    acs_sle4428.present(link, PSC[:2])
    acs_sle4428.write(link, 0x123, b"\x01\x02")
    acs_sle4428.change_psc(link, PSC[:2], NEW[:2])
    assert link.sent == [
        "FF A4 00 00 01 05",
        "FF B0 03 AB 03",
        "FF B1 00 00 03",
        "FF 20 00 00 02 5A C3",
        "FF D0 01 23 02 01 02",
        "FF D0 03 FE 02 00 A5",
    ]


@pytest.mark.parametrize(
    ("counter", "accepted", "tries"),
    [("FF", True, 8), ("7F", False, 7), ("FE", False, 7), ("03", False, 2), ("00", False, 0)],
)
def test_each_bit_of_an_sle4428s_counter_is_a_try(
    acs_sle4428: SleDialect, counter: str, accepted: bool, tries: int
) -> None:
    assert acs_sle4428.present(ScriptedLink(f"90{counter}"), PSC[:2]) == Presented(accepted, tries)
    assert acs_sle4428.tries_left(ScriptedLink(f"{counter}0000 9000")) == tries


def test_errors_of_an_sle4428_are_told_as_those_of_an_sle4442(acs_sle4428: SleDialect) -> None:
    with pytest.raises(CardRefused):
        acs_sle4428.present(ScriptedLink("6300"), PSC[:2])
    with pytest.raises(CardRefused):
        acs_sle4428.tries_left(ScriptedLink("6300"))
    with pytest.raises(CardOutcomeUnknown):
        acs_sle4428.read(ScriptedLink("AABB 9000"), 0, 3)


# -- ACS, AT88SC102 --------------------------------------------------------------------------


@pytest.fixture
def at88sc102() -> AcsAt88sc102:
    return AcsAt88sc102()


def test_acs_apdus_for_an_at88sc102(at88sc102: AcsAt88sc102) -> None:
    link = ScriptedLink("9000", "AABB9000", "FF9000", "9000", "FF9000", *["9000"] * 4)
    at88sc102.select(link)
    at88sc102.read(link, 0x16, 2)
    at88sc102.tries_left(link)
    at88sc102.present(link, PSC[:2])
    at88sc102.write(link, 0x17, b"\x01\x02")
    at88sc102.erase_word(link, 0x0E)
    at88sc102.erase_zone_1(link, b"\xff" * 6)
    at88sc102.erase_zone_2(link, b"\xff" * 4)
    assert link.sent == [
        "FF A4 00 00 01 09",
        "FF B0 00 16 02",
        "FF B0 00 0C 01",
        "FF 20 08 0A 02 5A C3",
        "FF B0 00 0C 01",
        "FF D0 00 17 02 01 02",
        "FF D2 00 0E 00",
        "FF 20 00 56 06 FF FF FF FF FF FF",
        "FF 20 80 9C 04 FF FF FF FF",
    ]


@pytest.mark.parametrize(
    ("counter", "accepted", "tries"),
    [
        ("FF", True, 4),
        ("7F", False, 3),
        ("FE", False, 3),  # whichever end its four bits are counted from
        ("1F", False, 1),
        ("F8", False, 1),
        ("0F", False, 0),
        ("00", False, 0),
    ],
)
def test_only_the_attempts_counter_tells_whether_a_code_was_right(
    at88sc102: AcsAt88sc102, counter: str, accepted: bool, tries: int
) -> None:
    answer = at88sc102.present(ScriptedLink("9000", f"{counter}9000"), PSC[:2])
    assert answer == Presented(accepted, tries)
    assert at88sc102.tries_left(ScriptedLink(f"{counter}9000")) == tries


def test_6300_to_a_code_means_that_an_at88sc102_is_locked(at88sc102: AcsAt88sc102) -> None:
    assert at88sc102.present(ScriptedLink("6300", "00 9000"), PSC[:2]) == Presented(False, 0)


@pytest.mark.parametrize("counter", ["6300", "F8 9000"])
def test_unless_it_was_without_power_and_is_not_selected(
    at88sc102: AcsAt88sc102, counter: str
) -> None:
    with pytest.raises(CardRefused):
        at88sc102.present(ScriptedLink("6300", counter), PSC[:2])


def test_errors_of_an_at88sc102_are_told(at88sc102: AcsAt88sc102) -> None:
    with pytest.raises(CardRefused):
        at88sc102.present(ScriptedLink("6B00"), PSC[:2])
    with pytest.raises(CardOutcomeUnknown):
        at88sc102.present(ScriptedLink("9000", "9000"), PSC[:2])
    with pytest.raises(CardRefused):
        at88sc102.erase_zone_2(ScriptedLink("6300"), bytes(4))
