"""Whatever can be set stands in one list, is recorded in one history and can be told."""

from __future__ import annotations

from app.domain.permissions import Permission, Role, may
from app.domain.setting_kinds import SettingKind
from app.ledger.projection.projectors.changed_settings import SETTINGS
from app.operations.catalogue import OPERATIONS
from app.operations.set_vending_limit import SET_VENDING_LIMIT
from app.operations.system_settings import SYSTEM_SETTINGS
from app.telling.settings import FACTS, KIND_NAMES
from tests.operations.as_coded import asks_for_two


def test_every_kind_has_an_operation_an_event_and_words() -> None:
    assert {kind for kind, _operation in SYSTEM_SETTINGS} == set(SettingKind)
    assert {kind for kind, _subject in SETTINGS.values()} == set(SettingKind)
    assert set(FACTS) == set(SETTINGS)
    assert set(KIND_NAMES) == set(SettingKind)


def test_every_other_setting_is_an_administrators_alone() -> None:
    listed = [operation for _kind, operation in SYSTEM_SETTINGS]
    assert set(map(id, listed)) <= set(map(id, OPERATIONS))
    names = {one.name for one in OPERATIONS if one.name.startswith("set-")}
    assert names - {"set-deduction"} <= {one.name for one in listed}  # that one is an account's
    for operation in listed:
        if operation is SET_VENDING_LIMIT:
            continue
        assert operation.permission in (Permission.SETTINGS, Permission.OPERATORS)
        roles = [role for role in Role if may(role, operation.permission)]
        assert roles == [Role.ADMINISTRATOR], operation.name


def test_what_an_agent_may_sell_is_a_supervisors_to_set() -> None:
    """At a kiosk that stands alone nobody else is there on the day an agent has sold it all."""
    roles = [role for role in Role if may(role, SET_VENDING_LIMIT.permission)]
    assert roles == [Role.SUPERVISOR]
    assert asks_for_two(SET_VENDING_LIMIT) == "~"  # above a limit a second person signs too
