"""A profile whose keys are not derived in our way: whatever keys it is given, it gets its own."""

from __future__ import annotations

from collections.abc import Callable

from app.cards.keys import KeySource
from app.cards.profiles.contract import Declaration, Profile
from app.cards.secrets import Access, Secret
from app.domain.cards import CardContents, CardReading
from app.domain.function_cards import FunctionContents, FunctionReading
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step

KeyScheme = Callable[[KeySource], KeySource]
"""Makes a maker's key source, out of the kiosk's own or of nothing from it."""


class OwnKeys:
    """A profile under a maker's key scheme; see :class:`Profile` for what each method does."""

    def __init__(self, profile: Profile, scheme: KeyScheme) -> None:
        """``scheme`` is asked at each call: the kiosk's keys may not be open yet."""
        self._profile = profile
        self._scheme = scheme
        self.name: str = profile.name
        self.declares: Declaration = profile.declares

    def access(self, shown: CardImage, keys: KeySource) -> Access | None:
        """With the maker's keys."""
        return self._profile.access(shown, self._scheme(keys))

    def is_blank(self, image: CardImage) -> bool:
        """As the profile."""
        return self._profile.is_blank(image)

    def serial_of(self, image: CardImage) -> bytes | None:
        """As the profile."""
        return self._profile.serial_of(image)

    def own_serial(self, image: CardImage) -> bytes | None:
        """As the profile."""
        return self._profile.own_serial(image)

    def decode(self, image: CardImage, keys: KeySource) -> tuple[CardReading, ...]:
        """With the maker's keys."""
        return self._profile.decode(image, self._scheme(keys))

    def shows_mark(self, image: CardImage, mark: EventId, keys: KeySource) -> bool:
        """With the maker's keys."""
        return self._profile.shows_mark(image, mark, self._scheme(keys))

    def torn_copy(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """With the maker's keys."""
        return self._profile.torn_copy(image, steps, self._scheme(keys))

    def taken_since(self, image: CardImage, steps: tuple[Step, ...], keys: KeySource) -> bool:
        """With the maker's keys."""
        return self._profile.taken_since(image, steps, self._scheme(keys))

    def issue(
        self,
        image: CardImage,
        serial: bytes,
        contents: tuple[CardContents, ...],
        keys: KeySource,
    ) -> tuple[Step, ...]:
        """With the maker's keys."""
        return self._profile.issue(image, serial, contents, self._scheme(keys))

    def rewrite(
        self, image: CardImage, contents: tuple[CardContents, ...], keys: KeySource
    ) -> tuple[Step, ...]:
        """With the maker's keys."""
        return self._profile.rewrite(image, contents, self._scheme(keys))

    def function_of(self, image: CardImage, keys: KeySource) -> FunctionReading | None:
        """With the maker's keys."""
        return self._profile.function_of(image, self._scheme(keys))

    def make_function(
        self, image: CardImage, serial: bytes, contents: FunctionContents, keys: KeySource
    ) -> tuple[Step, ...]:
        """With the maker's keys."""
        return self._profile.make_function(image, serial, contents, self._scheme(keys))

    def retrieve(self, image: CardImage, keys: KeySource) -> tuple[Step, ...]:
        """With the maker's keys."""
        return self._profile.retrieve(image, self._scheme(keys))

    def secret_of(self, image: CardImage, keys: KeySource) -> Secret:
        """With the maker's keys."""
        return self._profile.secret_of(image, self._scheme(keys))

    def secret_for(self, serial: bytes, keys: KeySource) -> Secret:
        """With the maker's keys."""
        return self._profile.secret_for(serial, self._scheme(keys))
