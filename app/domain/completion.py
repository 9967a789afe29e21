"""What a card has no room for, taken from the ledger that wrote it.

Makers' layouts carry neither cumulative total nor what pricing needs, and some no mark. Such a
card agrees with the ledger when it shows the number and the credit of the ledger's last write;
then that write tells the rest. Where it does not, the card is ahead of the ledger or does not fit
it, and nothing is filled in that could make it look otherwise.
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
    if not _same_write(reading.contents, written, marked=marked):
        return _ordered(reading, written, marked=marked)
    contents = msgspec.structs.replace(written, form=reading.contents.form)
    return msgspec.structs.replace(
        reading, contents=contents, read_back=_with_total(reading, contents)
    )


def _same_write(shown: CardContents, written: CardContents, *, marked: bool) -> bool:
    if marked and (shown.sequence, shown.mark) != (written.sequence, written.mark):
        return False
    return (shown.number, shown.load) == (written.number, written.load)


def _ordered(reading: CardReading, written: CardContents, *, marked: bool) -> CardReading:
    """A card that shows another write: ahead if its number is higher, otherwise nowhere."""
    if marked:
        return reading
    ahead = reading.contents.number > written.number
    contents = msgspec.structs.replace(
        reading.contents, sequence=written.sequence + (1 if ahead else 0), mark=NO_MARK
    )
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
