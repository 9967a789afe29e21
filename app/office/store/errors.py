"""What can go wrong with the store of head office."""

from __future__ import annotations

from app.domain.errors import MoneyState, TapcardError
from app.domain.identity import Node, kiosk_name
from app.domain.text import _


class StoreError(TapcardError):
    """Root of errors of the store: what was not acknowledged is still at the kiosks."""

    code = "store"
    money = MoneyState.SAFE


class StoreUnavailable(StoreError):
    """The database does not answer, or has not the settings that keep what was acknowledged."""

    code = "store_unavailable"

    def __init__(self, why: object) -> None:
        """``why``: what the database said."""
        super().__init__(
            _("The database of head office does not answer: {why}").format(why=why),
            _("Kiosks keep everything and send it again. Check the database."),
        )


class NoTables(StoreError):
    """Head office never ran: there is nothing to look at."""

    code = "no_tables"

    def __init__(self) -> None:
        super().__init__(
            _("There are no tables at head office yet."),
            _("Start it: `tapcard office serve` makes them."),
        )


class RowsRefused(StoreError):
    """The database does not take what an event says: it was made up, or a rule here is wrong."""

    code = "rows_refused"

    def __init__(self, why: object) -> None:
        """``why``: what the database said."""
        super().__init__(
            _("The database refuses what this event says: {why}").format(why=why),
            _("The event is kept. Tell the makers of Tapcard, and retry with a newer one."),
        )


class StoreNewer(StoreError):
    """A newer program changed the store."""

    code = "store_newer"

    def __init__(self) -> None:
        super().__init__(
            _("The database of head office was changed by a newer Tapcard."),
            _("Install the newest Tapcard at head office; the data is unharmed."),
        )


class StoreUnsafe(StoreError):
    """A setting without which an acknowledged sale could be lost is not in force."""

    code = "store_unsafe"

    def __init__(self, setting: str, value: object) -> None:
        super().__init__(
            _("The database has {setting} = {value}: what it acknowledges could be lost.").format(
                setting=setting, value=value
            ),
            _("Set it to on in postgresql.conf, reload, and start head office again."),
        )


class AlreadyEnrolled(StoreError):
    """This number is a kiosk's already."""

    code = "already_enrolled"

    def __init__(self, node: Node) -> None:
        super().__init__(
            _("{kiosk} is enrolled already.").format(kiosk=kiosk_name(node)),
            _(
                "A new machine takes another number. A machine that has this kiosk's ledger, but "
                "not its identity: `tapcard office enrol --again {node}`."
            ).format(node=node),
        )


class AnothersBundle(StoreError):
    """A kiosk sent a bundle of another one."""

    code = "anothers_bundle"

    def __init__(self, sender: Node, node: Node) -> None:
        super().__init__(
            _("{sender} sent a bundle of {kiosk}.").format(
                sender=kiosk_name(sender), kiosk=kiosk_name(node)
            ),
            _("Nothing of it was kept. Each kiosk sends its own."),
        )


class NotEnrolled(StoreError):
    """Nobody enrolled this node."""

    code = "not_enrolled"

    def __init__(self, node: Node) -> None:
        super().__init__(
            _("{kiosk} is not enrolled here.").format(kiosk=kiosk_name(node)),
            _("Enrol it: `tapcard office enrol`."),
        )


class ForeignBeginning(StoreError):
    """An epoch begins with another key or parent than the one that was enrolled or granted."""

    code = "foreign_beginning"

    def __init__(self, node: Node, epoch: int) -> None:
        super().__init__(
            _("Epoch {epoch} of {kiosk} does not begin as it was granted.").format(
                epoch=epoch, kiosk=kiosk_name(node)
            ),
            _("Nothing of it was kept. Ask for the epoch again, or enrol the kiosk anew."),
        )
