"""Languages of the screens: those that there is a catalogue of, and English without one."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from pathlib import Path

from app.domain import text

AUTO = "auto"
_VARIABLE = "LANGUAGE"
"""What gettext asks first."""


def languages(folder: Path | None = None) -> dict[str, str]:
    """Codes and names; a catalogue gives its own name as its translation of "English".

    ``folder``: where they lie; None: with the program.
    """
    found = {"en": "English"}
    for catalogue in sorted((folder or text.LOCALE).glob("*/LC_MESSAGES/tapcard.mo")):
        code = catalogue.parents[1].name
        try:
            with catalogue.open("rb") as stream:
                name = gettext.GNUTranslations(stream).gettext("English")
        except (OSError, UnicodeDecodeError):
            continue  # a catalogue that cannot be read is none
        found[code] = code if name == "English" and code != "en" else name
    return found


def environment_for(language: str, now: Mapping[str, str]) -> dict[str, str] | None:
    """The environment that a program needs to speak a language; None: ``now`` is right already."""
    if language == AUTO or now.get(_VARIABLE) == language:
        return None
    return {**now, _VARIABLE: language}
