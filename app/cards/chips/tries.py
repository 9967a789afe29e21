"""What a kiosk remembers of tries where the reader cannot read a card's error counter."""

from __future__ import annotations

from typing import NamedTuple


class _Misses(NamedTuple):
    tries_left: int
    refused: frozenset[bytes]


class TriesMemory:
    """Misses seen at one reader since the program started, by the bytes the card showed then.

    Any change of a card's bytes needs a presented secret, which gives all tries back, so a note
    about a card is right exactly as long as it shows the same bytes. A restart forgets: that, and
    a miss at another reader, are the limits of this makeshift. A card that shows nothing of its
    own (``None``) is not remembered, or one bad blank would bar all others.
    """

    def __init__(self, full: int) -> None:
        """``full``: tries of a card without misses."""
        self._full = full
        self._misses: dict[bytes, _Misses] = {}

    def tries_left(self, card: bytes | None) -> int:
        """Tries that are left as far as this kiosk knows."""
        return self._of(card).tries_left

    def refused(self, card: bytes | None, secret: bytes) -> bool:
        """Whether this card refused this secret: it would again, and a try would be gone."""
        return secret in self._of(card).refused

    def note_refused(self, card: bytes | None, secret: bytes, tries_left: int) -> None:
        """The card refused the secret and told what is left."""
        self._note(card, _Misses(tries_left, self._of(card).refused | {secret}))

    def note_unanswered(self, card: bytes | None) -> None:
        """No answer: a try may be spent, so it counts as spent."""
        before = self._of(card)
        self._note(card, before._replace(tries_left=before.tries_left - 1))

    def note_accepted(self, card: bytes | None) -> None:
        """The card accepted a secret, which gives all tries back."""
        if card is not None:
            self._misses.pop(card, None)

    def _note(self, card: bytes | None, misses: _Misses) -> None:
        if card is not None:
            self._misses[card] = misses

    def _of(self, card: bytes | None) -> _Misses:
        unseen = _Misses(self._full, frozenset())
        return unseen if card is None else self._misses.get(card, unseen)
