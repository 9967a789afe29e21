"""How a card under T=0 hands over its answers. Source: notes/cards.md 2.6.

An answer to a command with data is fetched by GET RESPONSE (``61 xx``); a command that asks for
another length than there is must be repeated with the right one (``6C xx``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Answer: TypeAlias = bytes | int
"""Data of a good answer, or a status word."""

_OK = 0x9000
_HEADER = 4
_BARE = 5
_MOST = 256
_GET_RESPONSE = 0xC0
_WRONG_LENGTH = 0x6700
_CONDITIONS = 0x6985


class T0:
    """The protocol's side of one card: what waits to be fetched."""

    def __init__(self, run: Callable[[bytes, bytes], Answer]) -> None:
        """``run``: executes a command, given its header and its data.

        Its data are all that there is; of a command without data they may be more than was asked.
        """
        self._run = run
        self._waiting = b""

    def reset(self) -> None:
        """Power went: nothing waits any more."""
        self._waiting = b""

    def answer(self, apdu: bytes) -> bytes:
        """What goes over the contacts, status word included."""
        if len(apdu) < _BARE:
            return _status(_WRONG_LENGTH)
        if apdu[1] == _GET_RESPONSE:
            return self._fetched(apdu[_HEADER])
        self._waiting = b""
        if len(apdu) == _BARE:
            answer = self._run(apdu[:_HEADER], b"")
            return _status(answer) if isinstance(answer, int) else _cut(answer, apdu[_HEADER])
        if len(apdu) != _BARE + apdu[_HEADER]:
            return _status(_WRONG_LENGTH)
        answer = self._run(apdu[:_HEADER], apdu[_BARE:])
        if isinstance(answer, int):
            return _status(answer)
        self._waiting = answer
        return _status(0x6100 | len(answer)) if answer else _status(_OK)

    def _fetched(self, wanted: int) -> bytes:
        if not self._waiting:
            return _status(_CONDITIONS)
        answer = _cut(self._waiting, wanted)
        if len(answer) > len(_status(_OK)):
            self._waiting = b""
        return answer


def _cut(data: bytes, wanted: int) -> bytes:
    """As much as was asked for; a status where there is less."""
    wanted = wanted or _MOST
    if wanted > len(data):
        return _status(0x6C00 | len(data))
    return data[:wanted] + _status(_OK)


def _status(word: int) -> bytes:
    return word.to_bytes(2)
