"""Whatever a list on the screen may have to name has a name."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.money_limits import MoneyLimit
from app.domain.permissions import Permission, Role
from app.domain.setting_kinds import SettingKind
from app.telling.operators import PERMISSION_NAMES, ROLE_NAMES
from app.telling.settings import KIND_NAMES, LIMIT_NAMES


@pytest.mark.parametrize(
    ("kinds", "names"),
    [
        (Permission, PERMISSION_NAMES),
        (Role, ROLE_NAMES),
        (MoneyLimit, LIMIT_NAMES),
        (SettingKind, KIND_NAMES),
    ],
)
def test_each_has_a_name(kinds: type[enum.Enum], names: Mapping[Any, str]) -> None:
    assert set(names) == set(kinds)
