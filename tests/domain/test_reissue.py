"""When a new card is sold to in the step that makes it: never beside a load nobody is sure of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.reissue import LastLoad, ReissueReason, SaleRefusal, last_load, sale_refusal


@given(st.sampled_from(ReissueReason), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_nothing_is_sold_beside_a_load_that_is_restored_or_owed(
    reason: ReissueReason, carried: bool, told: bool, restorable: bool, elsewhere: bool
) -> None:
    becomes = last_load(carried=carried, known_taken=told, restorable=restorable)
    if sale_refusal(reason, told=told, sold_elsewhere=elsewhere) is None:
        assert becomes in (LastLoad.NONE, LastLoad.TAKEN)


@given(st.sampled_from(ReissueReason), st.booleans(), st.booleans())
def test_only_a_new_card_at_the_only_kiosk_whose_meter_told_is_sold_to(
    reason: ReissueReason, told: bool, elsewhere: bool
) -> None:
    why = sale_refusal(reason, told=told, sold_elsewhere=elsewhere)
    assert (why is SaleRefusal.SAME_CARD) is (reason is ReissueReason.WRONG_DATA)
    assert (why is None) is (told and not elsewhere and reason is not ReissueReason.WRONG_DATA)
