"""A folder that files go into, as it is typed: one of this machine, or a stick."""

from __future__ import annotations

from pathlib import Path

from app.domain.text import _
from app.operations.errors import BadArgument

_PUT_IN = ("/media", "/run/media")
"""Where a system puts sticks, each in a folder, or in one of its user's."""


def sticks() -> list[str]:
    """Folders of the sticks that are in."""
    found = [
        folder
        for root in map(Path, _PUT_IN)
        for pattern in ("*", "*/*")
        for folder in sorted(root.glob(pattern))
    ]
    return [str(folder) for folder in found if folder.is_mount()]


def folder_given(text: str) -> str:
    """A folder that is there. Raises BadArgument."""
    try:
        there = bool(text.strip()) and Path(text).is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        fault = _("There is no folder {folder}.") if text.strip() else _("No folder was given.")
        raise BadArgument(
            fault.format(folder=text),
            _("Nothing was written. Put the stick in, or give another folder."),
        )
    return text
