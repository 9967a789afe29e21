"""Who may do what: denied unless granted."""

from __future__ import annotations

import pytest

from app.domain.permissions import Permission, Role, may


class TestARole:
    """Each grants what its work needs and no more."""

    def test_nobody_may_do_everything(self) -> None:
        assert not any(all(may(role, what) for what in Permission) for role in Role)

    @pytest.mark.parametrize("what", Permission)
    def test_everything_may_be_done_by_somebody(self, what: Permission) -> None:
        assert any(may(role, what) for role in Role)

    def test_everybody_may_sign_in(self) -> None:
        assert all(may(role, Permission.SIGN_IN) for role in Role)

    def test_only_cashiers_and_supervisors_move_money(self) -> None:
        for what in (Permission.SELL, Permission.REFUND, Permission.REISSUE, Permission.SHIFT):
            assert {role for role in Role if may(role, what)} == {Role.CASHIER, Role.SUPERVISOR}

    def test_a_cashier_never_decides_alone(self) -> None:
        assert not may(Role.CASHIER, Permission.DECIDE)

    def test_only_an_administrator_changes_prices_and_operators(self) -> None:
        for what in (Permission.SETTINGS, Permission.OPERATORS):
            assert [role for role in Role if may(role, what)] == [Role.ADMINISTRATOR]

    def test_who_sets_prices_does_not_sell(self) -> None:
        assert not may(Role.ADMINISTRATOR, Permission.SELL)

    def test_who_looks_changes_nothing(self) -> None:
        looking = {
            Permission.SIGN_IN,
            Permission.READ_CARD,
            Permission.AUDIT,
            Permission.REPORTS,
        }
        assert {what for what in Permission if may(Role.AUDITOR, what)} <= looking

    def test_only_technicians_and_supervisors_make_cards_for_meters(self) -> None:
        making = {role for role in Role if may(role, Permission.FUNCTION_CARDS)}
        assert making == {Role.TECHNICIAN, Role.SUPERVISOR}

    def test_a_technician_takes_no_money_and_signs_for_nobody(self) -> None:
        assert {what for what in Permission if may(Role.TECHNICIAN, what)} == {
            Permission.SIGN_IN,
            Permission.READ_CARD,
            Permission.SETTLE,
            Permission.FUNCTION_CARDS,
            Permission.METER_READINGS,
            Permission.RETRIEVE,
        }
