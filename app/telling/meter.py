"""What a meter will do with a card, in words."""

from __future__ import annotations

from app.domain.cards import CardContents
from app.domain.metering import MeterAnswer
from app.domain.text import _
from app.telling.words import Words

_ANSWERS = {
    MeterAnswer.NOTHING_NEW: _("find nothing new: it has everything that is on the card"),
    MeterAnswer.RETURN_FILE_NOT_EMPTY: _("refuse it: return file not empty; write it again"),
    MeterAnswer.COUNT_WRONG: _("refuse it: the purchase number is not the next one"),
    MeterAnswer.TOO_LARGE: _("refuse it: the load is larger than it takes at once"),
    MeterAnswer.NOT_OPENED: _("refuse it: it has not been opened for this account"),
    MeterAnswer.WRONG_METER: _("refuse it: the card belongs to another meter"),
    MeterAnswer.WRONG_ACCOUNT: _("refuse it: the card belongs to another account"),
    MeterAnswer.WRONG_CARD: _("refuse it: a newer card has replaced this one"),
    MeterAnswer.WRONG_UTILITY: _("refuse it: the card belongs to another utility or region"),
    MeterAnswer.WRONG_KIND: _("refuse it: the card is for another kind of meter"),
    MeterAnswer.LOW_BATTERY: _("refuse every card before it has a new battery"),
}


def meter_will(words: Words, answer: MeterAnswer, contents: CardContents) -> str:
    """The end of the sentence "The meter will ..."."""
    if answer is MeterAnswer.CREDIT and not contents.load:
        return _("accept the card; it brings no credit")
    if answer in (MeterAnswer.CREDIT, MeterAnswer.OVER_HOARDING):
        sentence = (
            _("take {volume}")
            if answer is MeterAnswer.CREDIT
            else _("not take {volume} before enough has been used: it holds no more")
        )
        return sentence.format(volume=words.credit(contents.load, contents.charging, contents.kind))
    return _ANSWERS[answer]
