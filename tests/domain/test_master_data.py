"""What head office sets for counters that belong to it, and what stays a counter's own."""

from __future__ import annotations

from app.domain.master_data import head_office_sets
from app.domain.setting_kinds import SettingKind


def test_only_what_belongs_to_the_machine_is_set_at_an_enrolled_counter() -> None:
    assert {kind for kind in SettingKind if not head_office_sets(kind)} == {
        SettingKind.DEVICE,
        SettingKind.PRINT_METHOD,
        SettingKind.AUTOMATIC_REPORT,
        SettingKind.APPROVER,
    }
