"""Whatever can be set stands in one list, is recorded in one history and can be told."""

from __future__ import annotations

from app.domain.permissions import Permission, Role, may
from app.domain.setting_kinds import SettingKind
from app.ledger.projection.projectors.changed_settings import SETTINGS
from app.operations.catalogue import OPERATIONS
from app.operations.system_settings import SYSTEM_SETTINGS
from app.telling.settings import FACTS, KIND_NAMES


def test_every_kind_has_an_operation_an_event_and_words() -> None:
    assert {kind for kind, _operation in SYSTEM_SETTINGS} == set(SettingKind)
    assert {kind for kind, _subject in SETTINGS.values()} == set(SettingKind)
    assert set(FACTS) == set(SETTINGS)
    assert set(KIND_NAMES) == set(SettingKind)


def test_every_setting_is_an_administrators_alone() -> None:
    listed = [operation for _kind, operation in SYSTEM_SETTINGS]
    assert set(map(id, listed)) <= set(map(id, OPERATIONS))
    names = {one.name for one in OPERATIONS if one.name.startswith("set-")}
    assert names - {"set-deduction"} <= {one.name for one in listed}  # that one is an account's
    for operation in listed:
        assert operation.permission in (Permission.SETTINGS, Permission.OPERATORS)
        roles = [role for role in Role if may(role, operation.permission)]
        assert roles == [Role.ADMINISTRATOR], operation.name
