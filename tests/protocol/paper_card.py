"""A card for the rules alone: two copies, mark last, a read-back that names its mark.

Bytes stand for whole parts: a copy is the number of its contents and its mark, and it is valid
exactly when that number was given for contents with that mark. So ``domain.plans`` judges it as it
judges a real card.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec

from app.domain.cards import CardContents, CardReading, ReadBack, ReadBackPhase
from app.domain.identity import NO_MARK, EventId
from app.domain.plans import CardImage, PlanImages, Step, StepKind
from tests.protocol.renaming import NO_SERIAL, Mentions, Names, mentioned

AREA = "main"
DAY = date(2026, 11, 1)
"""The only day there is."""
SERIAL_AT, A_AT, B_AT, BACK_AT, END = 0, 8, 24, 40, 56
_PART = 8
_TORN = b"\xff" * 4
_OLD = b"\xfe" * _PART + NO_MARK.to_bytes()
"""A copy that does not count and of which nobody asks any more what it says."""

_contents: list[CardContents] = []
_numbers: dict[CardContents, bytes] = {}
_backs: list[ReadBack] = []
_back_numbers: dict[ReadBack, bytes] = {}


class Card(NamedTuple):
    """What is on a card, by its parts."""

    serial: bytes = NO_SERIAL
    a: bytes = bytes(16)
    b: bytes = bytes(16)
    back: bytes = bytes(16)
    """Mark that it names, and what it says."""

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return self.serial == NO_SERIAL

    def image(self) -> CardImage:
        """As the rules of plans see it."""
        return CardImage({AREA: b"".join(self)})


BLANK = Card()


def card_of(image: CardImage) -> Card:
    """The card that shows an image."""
    data = image.areas[AREA]
    return Card(data[:A_AT], data[A_AT:B_AT], data[B_AT:BACK_AT], data[BACK_AT:END])


def reading_of(card: Card) -> CardReading | None:
    """The newest valid copy and the read-back; None where no copy is valid."""
    valid = [found for found in (_valid(card.a), _valid(card.b)) if found is not None]
    if not valid:
        return None
    newest = max(valid, key=lambda contents: contents.sequence)
    return CardReading(
        serial=card.serial,
        profile="on paper",
        key_version=1,
        contents=newest,
        read_back=_read_back(card.back, newest.mark),
    )


def shows_mark(card: Card, mark: EventId) -> bool:
    """Whether a valid copy carries this mark."""
    return any(
        found is not None and found.mark == mark for found in (_valid(card.a), _valid(card.b))
    )


def torn_copy(card: Card, images: PlanImages) -> bool:
    """Whether the copy that a plan writes is not valid at present."""
    copy = card.a if images.steps[-1].offset < B_AT else card.b
    return copy != _OLD and _valid(copy) is None


def rewriting(card: Card, contents: CardContents) -> PlanImages:
    """A plan that writes the copy that does not count at present."""
    return PlanImages(card.image(), _copy_steps(B_AT if _a_counts(card) else A_AT, contents))


def issuing(card: Card, serial: bytes, contents: CardContents) -> PlanImages:
    """A plan that makes a card of a blank one."""
    steps = (
        Step(StepKind.WRITE, AREA, SERIAL_AT, serial),
        Step(StepKind.SECRET, "secret", 0, b""),
        *_copy_steps(A_AT, contents),
    )
    return PlanImages(card.image(), steps)


def torn_inside(image: CardImage, steps: tuple[Step, ...], plan: EventId) -> CardImage:
    """The card pulled amid the data of the copy: whatever precedes it is written."""
    areas = bytearray(image.areas[AREA])
    for step in steps:
        if step.kind is not StepKind.WRITE:
            continue
        data = step.data
        if step.offset in (A_AT, B_AT):
            data = _torn_data(plan)
        areas[step.offset : step.offset + len(data)] = data
        if data != step.data:
            break
    return CardImage({AREA: bytes(areas)})


def with_read_back(card: Card, mark: EventId, back: ReadBack) -> Card:
    """After a meter has written; ``back.phase`` as seen from ``mark``."""
    return card._replace(back=mark.to_bytes() + _number_of(back))


def marks(card: Card) -> frozenset[EventId]:
    """Marks of its valid copies."""
    valid = [found for found in (_valid(card.a), _valid(card.b)) if found is not None]
    return frozenset(contents.mark for contents in valid)


# -- merging -------------------------------------------------------------------------------------


def settled(card: Card) -> Card | None:
    """A card that no open plan is about, without what nobody asks for; None if it is unreadable.

    Only an open plan is compared with whole images. Everybody else reads the copy that counts, and
    the read-back as seen from its mark.
    """
    reading = reading_of(card)
    if reading is None:
        return None
    mark, back = reading.contents.mark, reading.read_back
    if back.phase is ReadBackPhase.EMPTY:
        mark, back = NO_MARK, ReadBack(written_on=back.written_on)
    counts = card.a if _a_counts(card) else card.b
    said = NO_MARK.to_bytes() + bytes(_PART)
    if back != ReadBack():
        said = mark.to_bytes() + _number_of(back)
    return Card(card.serial, counts, _OLD, said)


def mentions(card: Card) -> Mentions:
    """What a card refers to."""
    valid = [found for found in (_valid(card.a), _valid(card.b)) if found is not None]
    ids = [EventId.from_bytes(part[_PART:]) for part in (card.a, card.b)]
    ids.append(EventId.from_bytes(card.back[:_PART]))
    ids += [_torn_by(part) for part in (card.a, card.b) if part.startswith(_TORN)]
    found = mentioned(ids, [card.serial], valid)
    back = _back_of(card.back)
    if back is not None and back.phase is ReadBackPhase.FINAL:
        found |= Mentions(number=back.number)
    return found


def renamed(card: Card, names: Names) -> Card:
    """The card under other names."""
    back = _back_of(card.back)
    mark = names.id(EventId.from_bytes(card.back[:_PART])).to_bytes()
    number = bytes(_PART) if back is None else _number_of(names.read_back(back))
    return Card(
        names.serial(card.serial),
        _renamed_copy(card.a, names),
        _renamed_copy(card.b, names),
        mark + number,
    )


def _renamed_copy(copy: bytes, names: Names) -> bytes:
    mark = names.id(EventId.from_bytes(copy[_PART:])).to_bytes()
    if copy.startswith(_TORN):
        return _torn_data(names.id(_torn_by(copy))) + mark
    contents = _valid(copy)
    return copy if contents is None else _number_of_contents(names.contents(contents)) + mark


def _torn_data(plan: EventId) -> bytes:
    return _TORN + plan.seq.to_bytes(2) + plan.node.to_bytes(1) + plan.epoch.to_bytes(1)


def _torn_by(copy: bytes) -> EventId:
    return EventId(node=copy[6], epoch=copy[7], seq=int.from_bytes(copy[4:6]))


# -- parts ---------------------------------------------------------------------------------------


def _a_counts(card: Card) -> bool:
    a, b = _valid(card.a), _valid(card.b)
    return a is not None and (b is None or a.sequence > b.sequence)


def _number_of(back: ReadBack) -> bytes:
    number = _back_numbers.get(back)
    if number is None:
        _backs.append(back)
        number = _back_numbers[back] = len(_backs).to_bytes(_PART)
    return number


def _back_of(back: bytes) -> ReadBack | None:
    number = int.from_bytes(back[_PART:])
    return None if number == 0 else _backs[number - 1]


def _read_back(back: bytes, mark: EventId) -> ReadBack:
    said = _back_of(back)
    if said is None:
        return ReadBack()
    if back[:_PART] == mark.to_bytes():
        return said
    return msgspec.structs.replace(said, phase=ReadBackPhase.EMPTY)


def _valid(copy: bytes) -> CardContents | None:
    number = copy[:_PART]
    if number[0] or number == NO_SERIAL:  # torn, old or empty
        return None
    contents = _contents[int.from_bytes(number) - 1]
    return contents if contents.mark.to_bytes() == copy[_PART:] else None


def _number_of_contents(contents: CardContents) -> bytes:
    number = _numbers.get(contents)
    if number is None:
        _contents.append(contents)
        number = _numbers[contents] = len(_contents).to_bytes(_PART)
    return number


def _copy_steps(start: int, contents: CardContents) -> tuple[Step, Step]:
    assert contents.mark != NO_MARK
    return (
        Step(StepKind.WRITE, AREA, start, _number_of_contents(contents)),
        Step(StepKind.WRITE, AREA, start + _PART, contents.mark.to_bytes()),
    )
