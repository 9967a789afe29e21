"""The one way to translatable strings."""

from __future__ import annotations

import gettext
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
"""Catalogues, as gettext has them: ``sw/LC_MESSAGES/tapcard.mo``."""

_ = gettext.translation("tapcard", localedir=LOCALE, fallback=True).gettext
"""Marks and translates a user-visible string."""
