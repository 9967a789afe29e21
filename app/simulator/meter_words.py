"""What a meter's display says to a card, in a sentence."""

from __future__ import annotations

from app.domain.amounts import format_money, format_volume
from app.domain.metering import MeterAnswer, MeterState
from app.domain.text import _
from app.domain.units import unit_of
from app.simulator.function_moves import FunctionAnswer
from app.simulator.meter import Answer

_MONEY_DECIMALS = 2
"""Of a meter's display, whatever the currency."""

_ANSWERS: dict[Answer | None, str] = {
    FunctionAnswer.OBEYED: _("The meter did what the function card says."),
    FunctionAnswer.ALREADY_DONE: _("The meter has done this before: nothing new."),
    MeterAnswer.CREDIT: _("The meter took the load."),
    MeterAnswer.NOTHING_NEW: _("The meter had this load already: nothing new."),
    MeterAnswer.RETURN_FILE_NOT_EMPTY: _("The meter answers: return file not empty. No credit."),
    MeterAnswer.OVER_HOARDING: _("The meter holds too much already and refused the load."),
    MeterAnswer.WRONG_UTILITY: _("The meter belongs to another utility."),
    MeterAnswer.WRONG_KIND: _("The card is for another kind of meter."),
    MeterAnswer.LOW_BATTERY: _("The meter's battery is too low: it takes no card."),
    MeterAnswer.WRONG_METER: _("The card is for another meter."),
    MeterAnswer.WRONG_ACCOUNT: _("The meter belongs to another account."),
    MeterAnswer.WRONG_CARD: _("The meter does not take this card: another one replaced it."),
    None: _("The meter cannot read this card."),
}


def in_words(answer: Answer | None, state: MeterState) -> str:
    """The answer, and what is left in the meter."""
    said = _ANSWERS.get(answer) or _("The meter answers: {answer}. No credit.").format(
        answer=str(answer).replace("_", " ")
    )
    return f"{said} {_left(state)}"


_SHORT: dict[Answer | None, str] = {
    MeterAnswer.CREDIT: _("took the load"),
    MeterAnswer.NOTHING_NEW: _("nothing new"),
    None: _("cannot read this card"),
}


def in_short(answer: Answer | None, state: MeterState) -> str:
    """The same in half a line, for one of several meters."""
    said = _SHORT.get(answer) or str(answer).replace("_", " ")
    return _("{meter}: {said}, {left} left").format(
        meter=state.meter, said=said, left=_credit(state)
    )


def _left(state: MeterState) -> str:
    if state.charging is not None and state.charging.counts_money:
        return _("{amount} of credit is left in it.").format(amount=_credit(state))
    return _("{volume} are left in it.").format(volume=_credit(state))


def _credit(state: MeterState) -> str:
    if state.charging is not None and state.charging.counts_money:
        return format_money(state.remaining, _MONEY_DECIMALS)
    return f"{format_volume(state.remaining)} {unit_of(state.kind)}"
