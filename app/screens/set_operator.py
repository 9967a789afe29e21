"""An operator: added, or changed in name, role, activity or PIN."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.permissions import Role
from app.domain.text import _
from app.operations.errors import BadArgument
from app.operations.operators import OperatorLine
from app.operations.set_operator import (
    SET_OPERATOR,
    SetOperatorArguments,
    SetOperatorQuote,
    SetOperatorResult,
)
from app.screens.operation_screen import Finished, Stage
from app.screens.signed_form import SignedForm
from app.screens.walking_form import complain
from app.telling.operators import ROLE_NAMES
from app.telling.results import told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_ROLES = tuple(Option(number, ROLE_NAMES[role]) for number, role in enumerate(Role, start=1))
_YES, _NO = Option(1, _("may sign in")), Option(2, _("may not sign in"))
_ELSEWHERE = Option(3, _("at kiosks only, invited by a code"))


class SetOperator(SignedForm[SetOperatorResult]):
    """Number, name, role, activity, PIN twice."""

    heading = _("Operator")
    help_lines = (
        _("Somebody new needs number, name, role and a PIN; of others an empty field stays."),
        _("Nobody is ever deleted: who leaves may not sign in any more, records keep the name."),
        _("A PIN is typed twice. Whoever gets it should choose another one at once."),
        _("More rights, or a PIN for somebody who decides, take two people."),
        _("The last one who may set operators stays: make somebody else administrator first."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The operator is being recorded.")
    done_words: str = _("The operator is recorded")

    def __init__(self, who: OperatorLine | None) -> None:
        """``who``: None for somebody new."""
        self._who = who
        number = "" if who is None else str(who.operator)
        self.number = Field(_("Number"), FieldKind.DIGITS, id="operator", value=number, longest=9)
        self.called = Field(
            _("Name"), FieldKind.TEXT, id="name", value="" if who is None else who.name, longest=60
        )
        self.role = ChoiceField(_("Role"), id="role")
        self.active = ChoiceField(_("Signing in"), id="active")
        self.pin = Field(_("New PIN"), FieldKind.SECRET, id="pin", longest=12)
        self.again = Field(_("New PIN again"), FieldKind.SECRET, id="again", longest=12)
        super().__init__()
        self.quote: SetOperatorQuote | None = None

    def fields(self) -> Iterable[Field]:
        """In the order in which one asks."""
        return (self.number, self.called, self.role, self.active, self.pin, self.again)

    def on_mount(self) -> None:
        """Empty fields mean what is recorded."""
        who = self._who
        self.number.display = who is None
        usual = None if who is None else list(Role).index(who.role) + 1
        self.role.offer(_ROLES, usual)
        signs_in: tuple[Option, ...] = (_YES, _NO)
        if who is None and self.desk.kiosk.performer is not None:  # head office's own form
            signs_in = (_YES, _NO, _ELSEWHERE)
        self.active.offer(signs_in, 1 if who is None or who.active else 2)
        self.tell_options()

    def look(self) -> None:
        """There is nothing to look at before the form is filled in."""

    # -- form ------------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """A number, choices from the lists, the same PIN twice."""
        if field is self.number and not int(field.value or 0):
            raise BadArgument(_("Type the new operator's number."), "")
        if isinstance(field, ChoiceField):
            _chosen = field.choice
        if field is self.again and field.value != self.pin.value:
            raise BadArgument(_("This is not the same PIN as above."), "")

    def filled(self) -> None:
        """Asks the operation."""
        arguments = SetOperatorArguments(
            operator=int(self.number.value),
            name=self.called.value or None,
            role=list(Role)[self.role.choice.number - 1],
            active=self.active.choice is not _NO,
            pin=self.pin.value or None,
            without_pin=self.active.choice is _ELSEWHERE,
        )
        kiosk, caller = self.desk.kiosk, self.desk.caller()

        def quoted() -> SetOperatorQuote:
            return SET_OPERATOR.quote(SET_OPERATOR.look(kiosk, caller, arguments), arguments)

        self.work(quoted, self._quoted_for, self._wrong)

    def _quoted_for(self, quote: SetOperatorQuote) -> None:
        if self._who is None and quote.was is not None:
            taken = _("Operator {number} is there already: {name}.").format(
                number=quote.operator, name=quote.was.name
            )
            self.number.complain(taken)
            self.number.take_focus()
            return
        self.quote = quote
        self.review_unsigned()

    def _wrong(self, error: TapcardError) -> None:
        """What is wrong with the whole stands below the last field."""
        self.enter(Stage.FORM)
        complain(self.again, error)
        self.pin.take_focus()

    # -- review ----------------------------------------------------------------------------

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self.quote is None else SET_OPERATOR.signs(self.quote)

    def takes_two(self) -> bool:
        """More rights, or a PIN for somebody who decides."""
        return self._quoted().needs_second

    def question(self) -> str:
        """A record changes."""
        return _("Press + to record the operator.")

    def signs_for(self) -> str:
        """Who, and as what."""
        quote = self._quoted()
        return _("Operator {number}, {name}, is {role}.").format(
            number=quote.operator, name=quote.name, role=ROLE_NAMES[quote.role]
        )

    def shown_rows(self) -> list[Row]:
        """As it will be, and as it was."""
        quote = self._quoted()
        was = quote.was
        return [
            (_("Number"), str(quote.operator)),
            (_("Name"), quote.name),
            (_("Role"), ROLE_NAMES[quote.role]),
            (_("Before"), "" if was is None else f"{was.name}, {ROLE_NAMES[was.role]}"),
            (_("Signing in"), (_YES if quote.active else _NO).name),
            (_("PIN"), _("a new one") if quote.pin is not None else _("as before")),
        ]

    def _quoted(self) -> SetOperatorQuote:
        if self.quote is None:
            raise LookupError("nothing was quoted")
        return self.quote

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[SetOperatorResult]]:
        """Records it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quoted()
        caller = self.desk.caller(self.take_second())
        return lambda: _recorded(words, SET_OPERATOR.perform(kiosk, caller, quote))


def _recorded(words: Words, result: SetOperatorResult) -> Finished[SetOperatorResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows)
