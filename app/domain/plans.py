"""Card plans: what will be written, and what a card says about how far a plan came.

A plan is committed before its first byte and its images are absolute: the same plan writes the
same bytes, however often. :func:`judge` is the only place that decides what became of one.
Source: design.md section 4, second table.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence

import msgspec


class CardImage(msgspec.Struct, frozen=True):
    """All readable bytes of a card that plans may touch or must compare, by area of its chip."""

    areas: dict[str, bytes]


class StepKind(enum.StrEnum):
    """What a step does."""

    WRITE = "write"
    SECRET = "secret"  # noqa: S105  names a step, is none
    """Changes the card's secret. Leaves nothing readable: later steps prove it."""
    TRANSPORT = "transport"
    """Gives the card back the secret that its maker delivered it with; proved by later steps."""


class Step(msgspec.Struct, frozen=True):
    """One ordered piece of a plan."""

    kind: StepKind
    area: str
    offset: int
    data: bytes
    """Bytes to write; empty for a secret, which is derived and never stored."""


class PlanImages(msgspec.Struct, frozen=True):
    """What a plan needs to be executed again; lies beside the journal, its hash in the event."""

    before: CardImage
    steps: tuple[Step, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a plan that stands in its opening event."""

    serial: bytes
    """Serial of the card that the plan is for; for a blank one, the serial it will get."""
    profile: str
    sequence: int
    images: bytes
    """SHA-256 of the encoded :class:`PlanImages`."""
    issues: bool = False
    """Whether the plan makes a card of ours out of a blank one (serial and secret first)."""
    rekeys: bool = False
    """Whether the plan changes the secret of a card of ours to the newest key version."""


class Verdict(enum.StrEnum):
    """What the card shows of a plan."""

    HAPPENED = "happened"
    NOT_WRITTEN = "not_written"
    BEGUN = "begun"
    UNKNOWN = "unknown"


def encode_images(images: PlanImages) -> bytes:
    """The bytes kept beside the journal, whose hash stands in the opening event."""
    return msgspec.msgpack.encode(images, order="deterministic")


def decode_images(data: bytes) -> PlanImages:
    """Inverse of :func:`encode_images`; raises ``msgspec.DecodeError`` on damage."""
    return msgspec.msgpack.decode(data, type=PlanImages)


def applied(image: CardImage, steps: Iterable[Step]) -> CardImage:
    """The image after complete execution of ``steps``."""
    areas = {name: bytearray(data) for name, data in image.areas.items()}
    for step in steps:
        if step.kind is StepKind.WRITE:
            areas[step.area][step.offset : step.offset + len(step.data)] = step.data
    return CardImage({name: bytes(data) for name, data in areas.items()})


def shows(image: CardImage, step: Step) -> bool:
    """Whether the bytes of a write step stand on the card."""
    if step.kind is not StepKind.WRITE:
        return True
    data = image.areas.get(step.area, b"")
    return data[step.offset : step.offset + len(step.data)] == step.data


def judge(
    images: PlanImages,
    card: CardImage,
    *,
    mark_shown: bool,
    torn_copy: bool,
    taken: bool = False,
) -> Verdict:
    """What became of a plan, by the card alone.

    ``mark_shown``: the profile decodes the plan's own mark from a valid image on the card.
    ``torn_copy``: the profile says that the copy which the plan writes is not valid at present.
    ``taken``: the profile says that a meter proves that it took what the plan wrote.
    """
    if taken or (mark_shown and all(shows(card, step) for step in images.steps)):
        return Verdict.HAPPENED
    if card == images.before:
        return Verdict.NOT_WRITTEN
    if card in _proper_prefixes(images):
        return Verdict.BEGUN
    if torn_copy and _same_elsewhere(images, card):
        return Verdict.BEGUN
    return Verdict.UNKNOWN


def remaining_steps(images: PlanImages, card: CardImage) -> tuple[Step, ...]:
    """Steps still to be executed, in order: everything from the first one that the card lacks.

    A step of a secret is done exactly when a later write step is seen on the card; the mark, last,
    is always written again with what precedes it missing.
    """
    steps = images.steps
    for index, step in enumerate(steps):
        if step.kind is StepKind.WRITE and not shows(card, step):
            start = index
            while start > 0 and steps[start - 1].kind is not StepKind.WRITE:
                start -= 1
            return steps[start:]
    return ()


def _proper_prefixes(images: PlanImages) -> list[CardImage]:
    steps: Sequence[Step] = images.steps
    return [applied(images.before, steps[:count]) for count in range(1, len(steps))]


def _same_elsewhere(images: PlanImages, card: CardImage) -> bool:
    """Whether the card equals the before-image at every byte that no step touches."""
    return _masked(images.before, images.steps) == _masked(card, images.steps)


def _masked(image: CardImage, steps: Sequence[Step]) -> Mapping[str, bytes]:
    areas = {name: bytearray(data) for name, data in image.areas.items()}
    for step in steps:
        if step.kind is StepKind.WRITE and step.area in areas:
            area = areas[step.area]
            area[step.offset : step.offset + len(step.data)] = bytes(len(step.data))
    return {name: bytes(data) for name, data in areas.items()}
