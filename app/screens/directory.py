"""All screens by name; one is imported when it is first opened, as a small board takes its time."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from app.screens.counter_screen import CounterScreen

SCREENS = {
    "prepayment": "Prepayment",
    "read-card": "ReadCard",
    "open-account": "OpenAccount",
    "allocate-meter": "AllocateMeter",
    "find-account": "FindAccount",
    "account": "AccountPage",
    "account-more": "AccountMore",
    "suspend-account": "SuspendAccount",
    "resume-account": "ResumeAccount",
    "void-account": "VoidAccount",
    "cancel-account": "CancelAccount",
    "merge-accounts": "MergeAccounts",
    "shift": "ShiftMenu",
    "open-shift": "OpenShift",
    "close-shift": "CloseShift",
    "x-report": "XReport",
    "refund": "Refund",
    "reissue-card": "ReissueCard",
    "rewrite-load": "RewriteLoad",
    "retrieve-card": "RetrieveCard",
    "compensate": "Compensate",
    "account-meters": "AccountMeters",
    "change-meter": "ChangeMeter",
    "undo-meter-change": "UndoMeterChange",
    "corrections": "Corrections",
    "reverse": "Reverse",
    "correct-meter": "CorrectMeter",
    "correct-dial": "CorrectDial",
    "correct-class": "CorrectClass",
    "correct-tender": "CorrectTender",
    "settle": "Settle",
    "make-function-card": "MakeFunctionCard",
    "read-function-card": "ReadFunctionCard",
    "function-cards": "FunctionCards",
    "lose-function-card": "LoseFunctionCard",
    "reprint": "Reprint",
    "more": "More",
    "inquiry": "Inquiry",
    "purchases": "Purchases",
    "readings": "Readings",
    "operations": "Operations",
    "account-operations": "AccountOperations",
    "meter-health": "MeterHealthList",
    "event": "EventPage",
    "tray": "TrayScreen",
}
"""Class by screen; the module has the screen's name."""


def screen_named(name: str, *arguments: Any, **named: Any) -> CounterScreen[Any]:  # noqa: ANN401  as the screen takes them
    """A new screen."""
    module = import_module(f"app.screens.{name.replace('-', '_')}")
    made = getattr(module, SCREENS[name])(*arguments, **named)
    return cast("CounterScreen[Any]", made)
