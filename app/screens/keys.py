"""Every key action of the counter, in one place; keys can be changed in the user's keymap file.

Names of keys are Textual's: ``f1``, ``escape``, ``plus``. A numeric keypad alone suffices: ``-``
erases and goes back, ``/`` helps, ``*`` switches, ``+`` confirms. In a field for text they are
characters.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

import msgspec
from textual.binding import Binding

from app.domain.text import _


class KeyRole(enum.StrEnum):
    """What pressing a key can bring about."""

    ANYWHERE = "anywhere"
    """Works on every screen and changes nothing."""
    FORM = "form"
    """Moves within a form or out of it."""
    MONEY = "money"
    """Confirms what the review panel says. Never a key that is typed or held in passing."""


@dataclass(frozen=True)
class Action:
    """One thing that a key does."""

    id: str
    """Name in a keymap file."""
    keys: str
    """Default keys, separated by commas."""
    label: str
    role: KeyRole
    shown: bool = True
    """Whether the key bar names it."""


ACTIONS = {
    action.id: action
    for action in (
        Action("help", "f1", _("Help"), KeyRole.ANYWHERE),
        Action("keypad_help", "slash", _("Help"), KeyRole.ANYWHERE, shown=False),
        Action("reprint", "f3", _("Reprint"), KeyRole.ANYWHERE),
        Action("lock", "f12", _("Lock"), KeyRole.ANYWHERE),
        Action("back", "escape", _("Back"), KeyRole.FORM),
        Action("keypad_back", "minus", _("Back"), KeyRole.FORM, shown=False),
        Action("switch", "asterisk", _("Amount or volume"), KeyRole.FORM),
        Action("more", "pagedown", _("Next"), KeyRole.FORM),
        Action("less", "pageup", _("Before"), KeyRole.FORM),
        Action("confirm", "plus", _("Confirm"), KeyRole.MONEY),
        Action("tray", "f9", _("Demo"), KeyRole.ANYWHERE),
    )
}

_NEVER_MONEY = frozenset({"enter", "space", "escape", *"0123456789"})
"""Keys that people type, or lean on, without meaning to pay."""


def bindings(*ids: str) -> list[Binding]:
    """The bindings of these actions; they come before what a field would do with the key."""
    return [_binding(ACTIONS[id]) for id in ids]


def _binding(action: Action) -> Binding:
    return Binding(
        action.keys,
        action.id,
        action.label,
        show=action.shown,
        priority=True,
        id=action.id,
    )


class _KeymapFile(msgspec.Struct, forbid_unknown_fields=True):
    keys: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class Keymap:
    """What a user's file says, as far as it can be followed."""

    keys: dict[str, str]
    complaints: tuple[str, ...]
    """A sentence for each line that cannot be followed; its action keeps its default keys."""


def load_keymap(path: Path) -> Keymap:
    """The keymap file ``path``: a table ``[keys]`` of action = "key" or "key,key".

    A file that is not there changes nothing; one that cannot be read is complained of.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return Keymap({}, ())
    except OSError as error:
        return Keymap({}, (_("{file}: {reason}").format(file=path, reason=error.strerror),))
    try:
        wanted = msgspec.toml.decode(text, type=_KeymapFile).keys
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Keymap({}, (_("{file}: {reason}").format(file=path, reason=error),))
    return _followed(path, wanted)


def _followed(path: Path, wanted: dict[str, str]) -> Keymap:
    good: dict[str, str] = {}
    complaints = []
    for id, keys in wanted.items():
        why = _why_not(id, keys, good)
        if why:
            complaints.append(_("{file}: {id}: {reason}").format(file=path, id=id, reason=why))
        else:
            good[id] = keys
    return Keymap(good, tuple(complaints))


def _why_not(id: str, keys: str, good: dict[str, str]) -> str:
    """Why a line cannot be followed; empty if it can."""
    if id not in ACTIONS:
        return _("there is no such action; there are {names}").format(names=", ".join(ACTIONS))
    names = [name.strip() for name in keys.split(",")]
    if not all(names):
        return _("it names no key")
    if ACTIONS[id].role is KeyRole.MONEY and _NEVER_MONEY & set(names):
        return _("this key must not move money")
    taken = {other: set(good.get(other, ACTIONS[other].keys).split(",")) for other in ACTIONS}
    clash = [other for other, used in taken.items() if other != id and used & set(names)]
    return _("the key is taken by {other}").format(other=clash[0]) if clash else ""
