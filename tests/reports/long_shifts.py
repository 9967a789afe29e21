"""Shifts of before there was a limit to their age: reports tell of those too."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest.mock import patch


def shifts_of_any_length() -> AbstractContextManager[object]:
    """Nobody has to close one before the next opens."""
    return patch("app.operations.open_shift.require_none_left", lambda *_any: None)
