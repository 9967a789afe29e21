"""The one way to translatable strings."""

from __future__ import annotations

import gettext
from pathlib import Path

_LOCALE = Path(__file__).resolve().parent.parent / "locale"

_ = gettext.translation("tapcard", localedir=_LOCALE, fallback=True).gettext
"""Marks and translates a user-visible string."""
