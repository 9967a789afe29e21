"""The cash drawer that hangs on the printer."""

from __future__ import annotations

from app.printing.transport import PrinterPort


class PrinterDrawer:
    """Opens the drawer by a pulse through the printer. A payments.cash_drawer.CashDrawer."""

    def __init__(self, port: PrinterPort) -> None:
        """``port``: the spooler's own, so that both never talk to the printer at once."""
        self._port = port

    def open(self) -> None:
        """One pulse, in no print job and never repeated: a repeat would open the drawer again.

        Raises PrinterError when the pulse could not be sent; nobody can tell whether it worked.
        """
        self._port.pulse_drawer()
