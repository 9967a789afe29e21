"""What can go wrong between the spooler and the paper. None of it touches a sale."""

from __future__ import annotations

from app.domain.errors import MoneyState, TapcardError


class PrinterError(TapcardError):
    """Root of printer errors. The sale is done and recorded; only paper is missing."""

    code = "printer"
    money = MoneyState.SAFE


class PrinterWidthWrong(PrinterError):
    """No printer has the width that the settings name."""

    code = "printer_width"


class PrinterAbsent(PrinterError):
    """No printer there: unplugged, switched off, wrong address, or in use by somebody else."""

    code = "printer_absent"


class PrinterSilent(PrinterError):
    """Connected, but it does not answer."""

    code = "printer_silent"


class PrinterLost(PrinterError):
    """The connection broke: power, cable or network."""

    code = "printer_lost"


class PrinterBusy(PrinterError):
    """Another job holds the printer."""

    code = "printer_busy"


class RendererMissing(PrinterError):
    """The printing library is missing, or it is not the release that this program knows."""

    code = "printer_library"
