"""Card profiles that stand in a folder outside this program: makers' layouts and key schemes.

Every ``*.py`` file there whose name does not begin with ``_`` is loaded by its path and has a
function ``profile()`` that returns one :class:`Profile`. It may have ``key_source(keys)`` as well,
which returns the key source that this profile works with, made from the kiosk's own or from
whatever the maker gave the utility. A file is code and meets card keys, so nobody but root and the
user who runs the counter may be able to change it or to put one beside it.
"""

from __future__ import annotations

import importlib.util
import os
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from app.cards.errors import CardError
from app.cards.keys import KeySource
from app.cards.profiles.contract import Declaration, Profile
from app.cards.profiles.own_keys import OwnKeys
from app.domain.text import _

_MODULE = "tapcard_outside_{stem}"
_MAKE, _KEYS = "profile", "key_source"
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_METHODS = tuple(
    name for name, one in vars(Profile).items() if callable(one) and not name.startswith("_")
)


class OutsideProfileRefused(CardError):
    """Root of what is wrong with profiles from outside. The counter does not start with them."""

    code = "outside_profile"


class ProfileFolderMissing(OutsideProfileRefused):
    """The folder is not there, or cannot be read."""

    code = "profile_folder_missing"


class ProfileFolderUnsafe(OutsideProfileRefused):
    """Others may write the folder or a file in it."""

    code = "profile_folder_unsafe"


class ProfileFileFaulty(OutsideProfileRefused):
    """A file that cannot be loaded or gives no profile."""

    code = "profile_file_faulty"


class ProfileNameTaken(OutsideProfileRefused):
    """Two profiles of one name."""

    code = "profile_name_taken"


def outside_profiles(folder: Path, taken: Iterable[str]) -> tuple[Profile, ...]:
    """The profiles of a folder, by file name. ``taken``: names of the profiles built in.

    Raises ProfileFolderMissing, ProfileFolderUnsafe, ProfileFileFaulty, ProfileNameTaken.
    """
    names = set(taken)
    found = []
    for file in _files(folder):
        profile = _loaded(file)
        if profile.name in names:
            raise ProfileNameTaken(
                _("{file}: there is a card profile named {name} already.").format(
                    file=file, name=profile.name
                ),
                _("Nothing was loaded. Give one of them another name."),
            )
        names.add(profile.name)
        found.append(profile)
    return tuple(found)


def _files(folder: Path) -> list[Path]:
    try:
        _require_ours(folder.resolve(strict=True))
        for above in folder.resolve().parents:
            if not above.stat().st_mode & stat.S_ISVTX:  # where only owners rename what is theirs
                _require_ours(above)
        files = sorted(folder.glob("[!_]*.py"))
        for file in files:
            _require_ours(file)
    except OSError as error:
        raise ProfileFolderMissing(
            _("The card profiles in {folder} cannot be read: {reason}.").format(
                folder=folder, reason=error.strerror
            ),
            _("Nothing was loaded. Correct cards.profiles, or make the folder readable."),
        ) from error
    return files


def _require_ours(path: Path) -> None:
    found = path.stat()
    if found.st_mode & _OTHERS or found.st_uid not in (0, os.geteuid()):
        raise ProfileFolderUnsafe(
            _("{path} can be changed by others, and it is code that meets card keys.").format(
                path=path
            ),
            _("Nothing was loaded. Let it belong to root and take the right to write from others."),
        )


def _loaded(file: Path) -> Profile:
    module = _executed(file)
    make: object = getattr(module, _MAKE, None)
    if not callable(make):
        raise _faulty(file, _("it has no function profile()"))
    profile = _called(file, make)
    if not _is_profile(profile):
        raise _faulty(file, _("what profile() returns is no card profile"))
    scheme: Callable[[KeySource], KeySource] | None = getattr(module, _KEYS, None)
    return profile if scheme is None else OwnKeys(profile, scheme)


def _executed(file: Path) -> ModuleType:
    """The module, which other programs' modules of the same name do not meet."""
    name = _MODULE.format(stem=file.stem)
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise _faulty(file, _("it is no Python file"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look for the module of a class there
    loader = spec.loader
    try:
        _called(file, lambda: loader.exec_module(module))
    except ProfileFileFaulty:
        del sys.modules[name]
        raise
    return module


def _called(file: Path, function: Callable[[], object]) -> Any:  # noqa: ANN401  a maker's
    try:
        return function()
    except (Exception, SystemExit) as error:
        raise _faulty(file, f"{type(error).__name__}: {error}") from error


def _is_profile(found: object) -> bool:
    return (
        isinstance(getattr(found, "name", None), str)
        and isinstance(getattr(found, "declares", None), Declaration)
        and all(callable(getattr(found, method, None)) for method in _METHODS)
    )


def _faulty(file: Path, reason: str) -> ProfileFileFaulty:
    return ProfileFileFaulty(
        _("{file} cannot be used as a card profile: {reason}.").format(file=file, reason=reason),
        _("Nothing was loaded. Correct it, or take it out of the folder."),
    )
