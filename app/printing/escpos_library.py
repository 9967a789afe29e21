"""Imports python-escpos without what its import does on the side.

Its release 3.1 leaves a directory in the temporary folder at each import, puts a handler on the
root logger, parses 96 kB of JSON as YAML (most of 300 ms), and prints to standard output.
Source: notes/printing.md 1.5.
"""

from __future__ import annotations

import functools
import importlib
import json
import logging
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

from app.domain.text import _
from app.printing.errors import RendererMissing

_DISTRIBUTION = "python-escpos"
_RELEASE = "3.1"
_ITS_YAML = "yaml"
"""The parser that it uses; nothing else here does."""
_PRINTING_MODULES = ("escpos.escpos", "escpos.capabilities")
_lock = threading.Lock()


@functools.cache
def escpos_module(name: str) -> ModuleType:
    """A module of python-escpos, such as ``escpos.printer``.

    Raises RendererMissing when the library is absent, of another release, or shadowed by the
    look-alike that installs the same import name.
    """
    with _lock:
        try:
            return _imported(name)
        except ImportError as error:
            raise _missing(str(error)) from error


def _imported(name: str) -> ModuleType:
    from importlib.metadata import version  # 30 ms that only the printing thread needs

    found = version(_DISTRIBUTION)
    if found != _RELEASE:
        raise _missing(found)
    with tempfile.TemporaryDirectory(prefix="tapcard-escpos-") as private, _quiet(private):
        module = importlib.import_module(name)
        inside = importlib.import_module("escpos.version").version
    if inside != _RELEASE:
        raise _missing(str(inside))
    for each in _PRINTING_MODULES:
        # print() in these modules finds this name first. Redirecting sys.stdout instead would
        # swallow what other threads of the program write meanwhile.
        vars(importlib.import_module(each))["print"] = _say_nothing
    return module


@contextmanager
def _quiet(private: str) -> Iterator[None]:
    """The import's side effects, turned harmless in this thread for its duration."""
    yaml = importlib.import_module(_ITS_YAML)
    patches: list[tuple[ModuleType, str, Callable[..., object]]] = [
        (tempfile, "mkdtemp", lambda *_args, **_options: private),
        (yaml, "safe_load", json.load),
        (logging, "basicConfig", _say_nothing),
    ]
    thread = threading.get_ident()
    originals = [getattr(module, name) for module, name, _instead in patches]
    for (module, name, instead), original in zip(patches, originals, strict=True):
        setattr(module, name, _in_thread(thread, instead, original))
    try:
        yield
    finally:
        for (module, name, _instead), original in zip(patches, originals, strict=True):
            setattr(module, name, original)


def _in_thread(
    thread: int, instead: Callable[..., object], original: Callable[..., object]
) -> Callable[..., object]:
    """A function that acts as ``instead`` in one thread and as ``original`` in all others."""

    def either(*args: object, **options: object) -> object:
        chosen = instead if threading.get_ident() == thread else original
        return chosen(*args, **options)

    return either


def _say_nothing(*_args: object, **_options: object) -> None:
    pass


def _missing(what: str) -> RendererMissing:
    return RendererMissing(
        _("The printing library {name} {release} is not usable: {what}.").format(
            name=_DISTRIBUTION, release=_RELEASE, what=what
        ),
        _("All sales are recorded. Reinstall Tapcard; papers that wait will be printed then."),
    )
