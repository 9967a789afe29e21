"""What head office performs goes over its socket in types that its functions name."""

from __future__ import annotations

import msgspec
import pytest

from app.domain.setting_kinds import SettingKind
from app.office.operation_forms import (
    OFFICE_OPERATIONS,
    look_form,
    office_operation,
    packed,
    quote_form,
    result_form,
    unpacked_as,
)
from app.operations.errors import BadArgument

_MACHINES_OWN = {
    SettingKind.DEVICE,
    SettingKind.PRINT_METHOD,
    SettingKind.AUTOMATIC_REPORT,
    SettingKind.APPROVER,
}


def test_everything_that_counters_leave_to_head_office_can_be_set_there() -> None:
    kinds = {one.sets for one in OFFICE_OPERATIONS.values()}
    assert kinds == {*SettingKind, None} - _MACHINES_OWN
    with pytest.raises(BadArgument, match="does not perform prepay"):
        office_operation("prepay")


@pytest.mark.parametrize("name", OFFICE_OPERATIONS)
def test_every_type_can_be_read_back(name: str) -> None:
    forms = (look_form(name), quote_form(name), result_form(name))
    for form in (OFFICE_OPERATIONS[name].arguments, *forms):
        msgspec.msgpack.Decoder(form)


def test_what_another_release_sends_is_refused_in_words() -> None:
    with pytest.raises(BadArgument, match="do not understand each other"):
        unpacked_as(quote_form("set-fee"), packed({"code": 7}))
