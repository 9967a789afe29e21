"""The approval key of somebody who signs from elsewhere; two people who are here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.set_approver import SET_APPROVER, SetApproverQuote, SetApproverResult
from app.screens.setting_form import RuleForm
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class SetApprover(RuleForm[SetApproverResult]):
    """Whose key, and the key."""

    heading = _("Approval key")
    help_lines = (
        _("The approver runs `tapcard approve --new-key` and gives you its 40 digits in person."),
        _("Type their operator number, then the key; an empty key takes theirs away."),
        _("Mistyped digits are noticed. The review shows the mark of the key: the same six"),
        _("digits that their `tapcard approve` shows. Two people who are here set it."),
        _("The key is kept sealed on this machine and stands in no record; its mark does."),
        _("* shows who changed what."),
    )
    operation: ClassVar = SET_APPROVER
    history: ClassVar = SettingKind.APPROVER

    def __init__(self) -> None:
        """Nobody was named."""
        self.approver = Field(_("Operator"), FieldKind.DIGITS, id="approver", longest=9)
        self.key = Field(_("Key, 40 digits"), FieldKind.SECRET, id="approval-key", longest=60)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Both."""
        return (self.approver, self.key)

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {"approver": self.approver.value, "approval_key": self.key.value}

    def review_rows(self, kiosk: Kiosk, quote: SetApproverQuote) -> Sequence[Row]:  # noqa: ARG002  as SettingForm has it
        """Whose, and the marks."""
        look = quote.look
        return (
            (_("Operator"), f"{look.approver} {look.name}"),
            (_("Mark of the key"), quote.mark or _("none any more")),
            (_("Before"), look.mark or _("none")),
        )

    def takes_two(self) -> bool:
        """Always."""
        return True

    def signs_for(self) -> str:
        """What the second person signs."""
        return _("Somebody's key for signing from elsewhere is set.")
