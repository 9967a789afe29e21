"""Rings of garbage are looked for seldom: what head office makes in masses holds none."""

from __future__ import annotations

import gc

_YOUNG, _MIDDLE, _OLD = 200_000, 20, 20
"""Objects that come to be between two looks; how many looks between two thorough ones.

Events, rows and columns go as soon as nobody names them. Looking for rings among them at Python's
usual 700 took a third of the time that projecting takes (measured).
"""


def look_seldom() -> None:
    """For a process that takes in masses of events; what is loaded by now stays for good."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
