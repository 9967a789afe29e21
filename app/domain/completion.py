"""What a card has no room for, taken from the ledger that wrote it.

Makers' layouts carry neither cumulative total nor what pricing needs, and some no mark. Such a
card agrees with the ledger when it shows the number and the credit of the ledger's last write;
then that write tells the rest. Where its number is higher the card is ahead of the ledger, and
what lasts is told by the last write known here. Otherwise it does not fit, and nothing is filled
in that could make it look as if it did.
Source: design.md section 4, "A profile without mark and write sequence".
"""

from __future__ import annotations

import msgspec

from app.domain.cards import CardContents, CardReading, ReadBack, ReadBackPhase
from app.domain.identity import NO_MARK


def completed(reading: CardReading, written: CardContents | None, *, marked: bool) -> CardReading:
    """The reading with what ``written``, the last write known to the ledger, says of it.

    ``marked``: the card carries mark and write sequence itself.
    """
    if written is None:
        return reading
    if _same_write(reading.contents, written, marked=marked):
        contents = msgspec.structs.replace(written, form=reading.contents.form)
    elif reading.contents.number > written.number:
        contents = _later(reading, written, marked=marked)
    else:
        return _nowhere(reading, written, marked=marked)
    return msgspec.structs.replace(
        reading, contents=contents, read_back=_with_total(reading, contents)
    )


def _same_write(shown: CardContents, written: CardContents, *, marked: bool) -> bool:
    if marked and (shown.sequence, shown.mark) != (written.sequence, written.mark):
        return False
    return (shown.number, shown.load) == (written.number, written.load)


def _later(reading: CardReading, written: CardContents, *, marked: bool) -> CardContents:
    """What a card says that is ahead: that of ``written`` which lasts, and the load on top.

    Of loads in between nothing is known here. Its order and mark are the card's own where it has
    them; otherwise it follows, and whose it is it does not say.
    """
    shown, back = reading.contents, reading.read_back
    total = written.cumulative + shown.load
    if back.phase is ReadBackPhase.FINAL and back.totals and back.number == shown.number:
        total = back.total_credited
    return msgspec.structs.replace(
        written,
        form=shown.form,
        number=shown.number,
        load=shown.load,
        cumulative=total,
        sequence=shown.sequence if marked else written.sequence + 1,
        mark=shown.mark if marked else NO_MARK,
    )


def _nowhere(reading: CardReading, written: CardContents, *, marked: bool) -> CardReading:
    """A card that shows another write whose number is no higher: without mark, like none."""
    if marked:
        return reading
    contents = msgspec.structs.replace(reading.contents, sequence=written.sequence, mark=NO_MARK)
    return msgspec.structs.replace(reading, contents=contents)


def _with_total(reading: CardReading, contents: CardContents) -> ReadBack:
    """The read-back; a meter that tells no total has, with the load, all that was ever credited.

    One that names the number before has all but the load: it refused the card for now.
    """
    back = reading.read_back
    if back.totals or back.phase is not ReadBackPhase.FINAL:
        return back
    before = back.number == contents.number - 1
    total = contents.cumulative - contents.load if before else contents.cumulative
    return msgspec.structs.replace(back, total_credited=total)
