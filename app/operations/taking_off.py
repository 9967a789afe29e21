"""Taking an untaken load off its card, and paying for it at once where no meter has to prove it."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.cards import CardContents
from app.kiosk import Kiosk
from app.operations.card_look import CardLook
from app.operations.card_plan import MakeOpening, PlannedWrite, commit_plan, write_and_close
from app.operations.operation import Caller
from app.operations.pay_refund import pay_cancelled
from app.operations.refund_facts import close_refund
from app.operations.refund_result import RefundResult, refund_result


def take_off(
    kiosk: Kiosk,
    caller: Caller,
    card: CardLook,
    contents: CardContents,
    opening: MakeOpening,
    *,
    needs_proof: bool,
) -> RefundResult:
    """``contents``: what the card says without the load. Raises what a card plan raises."""
    write = PlannedWrite(
        before=card.image,
        serial=card.reading.serial,
        contents=(contents,),
        account=card.account,
        act=AccountAct.GIVE_BACK,
    )
    with kiosk.cards.session() as session:
        plan = commit_plan(kiosk, caller, session, write, opening)
        write_and_close(kiosk, caller, session, plan, close_refund)
    drawer = "" if needs_proof else pay_cancelled(kiosk, caller, plan, evidence=None)
    return msgspec.structs.replace(refund_result(kiosk, plan), drawer=drawer)
