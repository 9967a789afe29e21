"""Frames of CJ/T 188: what is sent comes back, and noise is no frame."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.wire_readings import ValveState
from app.meters.dial_answer import ByteOrder, dial_answered, dial_asked
from app.meters.errors import MeterWireError
from app.meters.frame import Frame, encoded, first_frame
from tests.meters.wire_meter import WireMeter

FRAMES = st.builds(
    Frame,
    kind=st.integers(0, 255),
    address=st.text("0123456789", min_size=14, max_size=14),
    control=st.integers(0, 255),
    data=st.binary(max_size=255),
)
WITHOUT_START = st.binary(max_size=40).map(lambda noise: noise.replace(b"\x68", b"\xfe"))


def test_a_request_has_the_bytes_of_the_description() -> None:
    asked = dial_asked(0x10, "00000000012345", ByteOrder.Y2018, 1)
    assert encoded(asked).hex(" ") == "68 10 45 23 01 00 00 00 00 01 03 1f 90 01 95 16"
    older = dial_asked(0x10, "00000000012345", ByteOrder.Y2004, 1)
    assert encoded(older).hex(" ") == "68 10 45 23 01 00 00 00 00 01 03 90 1f 01 95 16"


@given(frame=FRAMES, before=WITHOUT_START, behind=st.binary(max_size=40))
def test_a_frame_comes_back_from_amid_noise(frame: Frame, before: bytes, behind: bytes) -> None:
    assert first_frame(before + encoded(frame) + behind) == (frame, behind)


@given(frame=FRAMES, cut=st.integers(0, 300))
def test_a_frame_in_two_pieces_is_one(frame: Frame, cut: int) -> None:
    whole = encoded(frame)
    first, second = whole[:cut], whole[cut:]
    found, rest = first_frame(first)
    assert (found or first_frame(rest + second)[0]) is not None


def test_a_start_byte_in_noise_hides_no_frame() -> None:
    frame = dial_asked(0x10, "00000000012345", ByteOrder.Y2018, 1)
    noise = b"\x68" + bytes(9) + b"\xff"  # promises 255 bytes that never come
    assert first_frame(noise + encoded(frame)) == (frame, b"")


@given(frame=FRAMES, bit=st.integers(0, 2000))
def test_a_turned_bit_is_seen(frame: Frame, bit: int) -> None:
    whole = bytearray(encoded(frame))
    whole[bit // 8 % len(whole)] ^= 1 << bit % 8
    found, _rest = first_frame(bytes(whole))
    assert found != frame


@given(noise=st.binary(max_size=300))
@example(noise=b"\x68" * 30)
def test_noise_is_never_an_error(noise: bytes) -> None:
    frame, rest = first_frame(noise)
    assert frame is not None or noise.endswith(rest)


@given(
    hundredths=st.integers(0, 99_999_999),
    status=st.integers(0, 255),
    order=st.sampled_from(ByteOrder),
    sequence=st.integers(0, 255),
)
def test_an_answer_says_what_the_meter_said(
    hundredths: int, status: int, order: ByteOrder, sequence: int
) -> None:
    meter = WireMeter("12345", hundredths=hundredths, order=order.value, status=status)
    asked = dial_asked(0x10, meter.address, order, sequence)
    frame, _rest = first_frame(meter.answer(sequence))
    assert frame is not None
    said = dial_answered(frame, asked)
    assert said is not None
    assert said.dial == hundredths * 10
    valves = {0: ValveState.OPEN, 1: ValveState.CLOSED, 3: ValveState.ABNORMAL}
    assert said.valve == valves.get(status % 4, ValveState.UNKNOWN)
    assert said.battery_low == bool(status & 4)


@given(control=st.sampled_from([0x81, 0xC1]), data=st.binary(max_size=40))
@example(control=0x81, data=b"\x1f\x90\x01" + b"\xaa" * 19)
def test_any_contents_are_understood_or_refused(control: int, data: bytes) -> None:
    asked = dial_asked(0x10, "00000000012345", ByteOrder.Y2018, 1)
    frame = Frame(kind=0x10, address=asked.address, control=control, data=data)
    try:
        dial_answered(frame, asked)
    except MeterWireError as error:
        assert error.message
        assert error.remedy
