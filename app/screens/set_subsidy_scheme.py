"""A scheme by which a third party pays a share: who, how much, of what volume."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.amounts import format_volume
from app.domain.cards import UtilityKind
from app.domain.subsidy import SubsidyScheme
from app.domain.text import _
from app.operations.set_subsidy_scheme import SET_SUBSIDY_SCHEME, SetSubsidySchemeResult
from app.screens.set_free_scheme import volume_typed
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_KINDS = tuple(UtilityKind)
_ENDED = len(_KINDS) + 1


class SetSubsidyScheme(SettingForm[SetSubsidySchemeResult]):
    """Code, name, payer, share, volumes, where it is booked."""

    heading = _("Scheme of subsidy")
    help_lines = (
        _("The payer's share is in percent of the full price, its taxes inside."),
        _("A month: up to how much an account buys so in a calendar month; for each person"),
        _("comes on top. The payer's name and ledger account stand on every receipt."),
        _("Meters that count money are not subsidised. Nothing is borne away from home."),
        _("A scheme that ended bears nothing from the next purchase on."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_SUBSIDY_SCHEME

    def __init__(self, scheme: SubsidyScheme | None = None) -> None:
        """``scheme``: the one to change; None: a new one."""
        self._scheme = scheme
        self.code = Field(_("Code"), FieldKind.TEXT, id="code", longest=20)
        self.called = Field(_("Name"), FieldKind.TEXT, id="called", longest=30)
        self.payer = Field(_("Payer"), FieldKind.TEXT, id="payer", longest=20)
        self.booked = Field(_("Ledger account"), FieldKind.TEXT, id="booked", longest=10)
        self.share = Field(_("Share percent"), FieldKind.DIGITS, id="share", longest=3)
        self.month = Field(_("A month"), FieldKind.NUMBER, id="month", longest=9)
        self.person = Field(_("Each person"), FieldKind.NUMBER, id="person", longest=9)
        self.what = ChoiceField(_("For"), id="what")
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The code of a scheme that exists stays."""
        own = (
            *(self.called, self.payer, self.booked),
            *(self.share, self.month, self.person, self.what),
        )
        return own if self._scheme is not None else (self.code, *own)

    def look(self) -> None:
        """As it is."""
        scheme, words = self._scheme, self.desk.words
        options = [Option(at, words.kind(kind)) for at, kind in enumerate(_KINDS, start=1)]
        if scheme is None:
            self.what.offer(options, 1)
        else:
            self.called.value, self.payer.value = scheme.name, scheme.payer
            self.booked.value, self.share.value = scheme.ledger_code, str(scheme.percent)
            self.month.value = format_volume(scheme.per_month)
            self.person.value = format_volume(scheme.per_person)
            options.append(Option(_ENDED, _("nothing any more")))
            now = _KINDS.index(scheme.kind) + 1 if scheme.active else _ENDED
            self.what.offer(options, now)
        super().look()

    def check(self, field: Field) -> None:
        """What it is for is chosen from the list."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """What was typed; an empty volume is none."""
        scheme, what = self._scheme, self.what.choice.number
        kind = _KINDS[what - 1] if what != _ENDED or scheme is None else scheme.kind
        return {
            "code": self.code.value if scheme is None else scheme.code,
            "name": self.called.value,
            "payer": self.payer.value,
            "ledger_code": self.booked.value,
            "percent": self.share.value or "0",
            "per_month": volume_typed(self.month),
            "per_person": volume_typed(self.person),
            "kind": kind.value,
            "active": "no" if what == _ENDED else "yes",
        }

    def named(self) -> Sequence[Row]:
        """Its code."""
        return ((_("Code"), self.texts()["code"]),)
