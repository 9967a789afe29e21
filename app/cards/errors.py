"""What can go wrong between the counter and a card."""

from __future__ import annotations

from app.domain.errors import TapcardError


class CardError(TapcardError):
    """Root of card errors. Raised before anything was paid unless a subclass says otherwise."""

    code = "card"


class ReaderLost(CardError):
    """No reader: unplugged, wrong name in the settings, or the PC/SC daemon is gone."""

    code = "reader_lost"


class NoCard(CardError):
    """The reader is there and empty."""

    code = "no_card"


class CardMute(CardError):
    """Something in the reader does not answer: inserted backwards, damaged, no chip card."""

    code = "card_mute"


class CardForeign(CardError):
    """A chip that we know, with another system's or maker's data, or of another utility."""

    code = "card_foreign"


class CardUnsupported(CardError):
    """A chip that no profile in use knows."""

    code = "card_unsupported"


class CardDamaged(CardError):
    """A card of ours on which no valid copy of the contents can be found."""

    code = "card_damaged"


class CardLocked(CardError):
    """The card's secret may not be presented: one try left, or none."""

    code = "card_locked"


class SecretRefused(CardError):
    """The card refused the secret. Tries are left."""

    code = "secret_refused"

    def __init__(self, message: str, remedy: str = "", *, tries_left: int) -> None:
        super().__init__(message, remedy)
        self.tries_left = tries_left


class CardOutcomeUnknown(CardError):
    """An APDU ended without a full answer: the card was pulled, or the reader died.

    Whether its bytes were written is unknown until the card is read again. Until a plan is
    committed nothing was paid; afterwards card plans turn it into PlanInterrupted.
    """

    code = "card_outcome_unknown"


class CardRefused(CardError):
    """The card answered with an error status: nothing was written by this command."""

    code = "card_refused"

    def __init__(self, message: str, remedy: str = "", *, status: int) -> None:
        super().__init__(message, remedy)
        self.status = status
