"""Which closing belongs to which kind of plan."""

from __future__ import annotations

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries.plans import PlanRow
from app.operations.card_plan import Closer, plan_row
from app.operations.close_compensation import close_compensation
from app.operations.close_function_card import close_function_card
from app.operations.close_meter_change import close_meter_change
from app.operations.close_meter_correction import close_meter_correction
from app.operations.close_purchase import close_purchase
from app.operations.errors import UnknownRecord
from app.operations.refund_facts import close_refund
from app.operations.reissue_card import close_reissue
from app.operations.retrieve_plan import close_retrieval
from app.operations.rewrite_load import close_rewrite
from app.operations.undo_meter_change import close_meter_change_undo

_CLOSERS: dict[str, Closer] = {
    "purchase_paid": close_purchase,
    "refund_opened": close_refund,
    "reissue_opened": close_reissue,
    "rewrite_opened": close_rewrite,
    "compensation_opened": close_compensation,
    "meter_correction_opened": close_meter_correction,
    "function_card_opened": close_function_card,
    "meter_change_opened": close_meter_change,
    "meter_change_undo_opened": close_meter_change_undo,
    "retrieve_opened": close_retrieval,
}


def closer_of(kiosk: Kiosk, row: PlanRow) -> Closer:
    """The closer of a plan; a renewed plan closes as the first of its chain would."""
    kind = row.kind
    if kind == "plan_renewed":
        kind = plan_row(kiosk, row.subject).kind
    closer = _CLOSERS.get(kind)
    if closer is None:
        raise UnknownRecord(
            _("Operation {plan} is of a kind this program cannot close: {kind}.").format(
                plan=row.id, kind=kind
            ),
            _("Install the newest Tapcard."),
        )
    return closer
