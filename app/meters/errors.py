"""What can go wrong between the counter and a meter on a wire. Nothing is recorded then."""

from __future__ import annotations

from app.domain.errors import TapcardError


class MeterWireError(TapcardError):
    """Root of errors on the wire to a meter."""

    code = "meter_wire"


class MeterLineAbsent(MeterWireError):
    """No serial port there: unplugged, wrong name in the settings, or in use by somebody else."""

    code = "meter_line_absent"


class MeterLineLost(MeterWireError):
    """The serial port went away while it was used."""

    code = "meter_line_lost"


class MeterSilent(MeterWireError):
    """No answer of this meter came, or none that is whole."""

    code = "meter_silent"


class MeterRefused(MeterWireError):
    """The meter answered something else than was asked."""

    code = "meter_refused"


class MeterAnswerUnfit(MeterWireError):
    """A whole answer whose contents cannot be believed."""

    code = "meter_answer"


class MeterUnaddressable(MeterWireError):
    """The number has more digits than the address on the wire has room for."""

    code = "meter_address"
