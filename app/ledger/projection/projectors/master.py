"""Birth, restores and settings of ledgers; regions, operators, meter models, tariffs, fees."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import ledger_life, master_data, operators
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    key_of,
    set_at,
    setter_of,
    text_of,
    to_json,
)
from app.ledger.projection.tables.master import (
    ApproverRecord,
    CheckpointRecord,
    ClockJumpRecord,
    DeviceRecord,
    EpochRecord,
    FeeRecord,
    MeterModelRecord,
    NodeRecord,
    OperatorRecord,
    PinRulesRecord,
    RegionRecord,
    RiseCapRecord,
    RolePermissionRecord,
    TariffRevisionRecord,
    TariffWithdrawnRecord,
    TaxRateRecord,
)


def _ledger_begun(out: Rows, id: EventId, entry: Entry, event: ledger_life.LedgerBegun) -> None:
    key = key_of(id)
    node = NodeRecord(
        node=id.node,
        begun_at=entry.at,
        begun_by=key,
        utility=event.utility,
        currency=event.currency,
        currency_digits=event.currency_digits,
        time_zone=event.time_zone,
        region=event.region,
        region_name=event.region_name,
        site=event.site,
        roaming=event.roaming,
        printed_at=set_at(entry),
        printed_by=key,
        utility_name=event.utility_name,
        utility_address=event.utility_address,
        tax_number=event.tax_number,
        phone=event.phone,
        receipt_footer=event.receipt_footer,
    )
    out.add(node, EpochRecord(key, entry.at, None, None, None, None, event.public_key))


def _utility_changed(
    out: Rows, id: EventId, entry: Entry, event: ledger_life.UtilityChanged
) -> None:
    record = NodeRecord(
        node=id.node,
        printed_at=set_at(entry),
        printed_by=key_of(id),
        utility_name=event.utility_name,
        utility_address=event.utility_address,
        tax_number=event.tax_number,
        phone=event.phone,
        receipt_footer=event.receipt_footer,
    )
    out.add(record)


def _epoch_begun(out: Rows, id: EventId, entry: Entry, event: ledger_life.EpochBegun) -> None:
    record = EpochRecord(
        event=key_of(id),
        at=entry.at,
        previous_epoch=event.previous_epoch,
        previous_seq=event.previous_seq,
        previous_hash=event.previous_hash,
        reason=event.reason,
        public_key=event.public_key,
    )
    out.add(record)


def _joined(out: Rows, id: EventId, _entry: Entry, _event: ledger_life.OfficeJoined) -> None:
    out.add(NodeRecord(id.node, joined=key_of(id)))


def _checkpoint(out: Rows, id: EventId, _entry: Entry, event: ledger_life.Checkpoint) -> None:
    out.add(CheckpointRecord(key_of(id), event.upto, event.hash, event.signature))


def _device_changed(out: Rows, id: EventId, entry: Entry, event: ledger_life.DeviceChanged) -> None:
    out.add(DeviceRecord(id.node, event.key, entry.at, key_of(id), event.new))


def _clock_jump(out: Rows, id: EventId, entry: Entry, event: ledger_life.ClockJumpAccepted) -> None:
    record = ClockJumpRecord(
        event=key_of(id),
        wall_milliseconds=event.wall_milliseconds,
        reason=event.reason,
        operator=entry.operator,
        second=entry.second,
    )
    out.add(record)


def _region_set(out: Rows, id: EventId, entry: Entry, event: master_data.RegionSet) -> None:
    record = RegionRecord(
        region=event.region,
        at=set_at(entry),
        event=key_of(id),
        name=event.name,
        parent=event.parent,
        code=event.code,
        closed=event.closed,
    )
    out.add(record)


def _operator_set(out: Rows, id: EventId, entry: Entry, event: master_data.OperatorSet) -> None:
    record = OperatorRecord(
        operator=event.operator,
        at=set_at(entry),
        event=key_of(id),
        name=event.name,
        role=event.role.value,
        active=event.active,
    )
    out.add(record)


def _permission_set(out: Rows, id: EventId, entry: Entry, event: master_data.PermissionSet) -> None:
    record = RolePermissionRecord(
        role=event.role.value,
        permission=event.permission.value,
        at=set_at(entry),
        event=key_of(id),
        allowed=event.new,
    )
    out.add(record)


def _pin_rules_set(out: Rows, id: EventId, entry: Entry, event: master_data.PinRulesSet) -> None:
    out.add(PinRulesRecord(1, set_at(entry), key_of(id), to_json(event.new)))


def _approver_set(out: Rows, id: EventId, entry: Entry, event: operators.ApproverSet) -> None:
    out.add(ApproverRecord(event.approver, id.node, entry.at, key_of(id), event.mark))


def _meter_model_set(
    out: Rows, id: EventId, entry: Entry, event: master_data.MeterModelSet
) -> None:
    out.add(MeterModelRecord(event.model, set_at(entry), key_of(id), to_json(event)))


def _revision_set(
    out: Rows, id: EventId, entry: Entry, event: master_data.TariffRevisionSet
) -> None:
    revision = event.revision
    record = TariffRevisionRecord(
        tariff_class=revision.tariff_class,
        revision=revision.revision,
        setter=setter_of(id, entry),
        at=entry.at,
        event=key_of(id),
        valid_from=text_of(revision.valid_from),
        body=to_json(revision),
    )
    rates = (TaxRateRecord(tax.code, set_at(entry), key_of(id), tax.rate) for tax in revision.taxes)
    out.add(record, *rates)


def _withdrawn(
    out: Rows, id: EventId, entry: Entry, event: master_data.TariffRevisionWithdrawn
) -> None:
    record = TariffWithdrawnRecord(
        tariff_class=event.revision.tariff_class,
        revision=event.revision.revision,
        setter=setter_of(id, entry),
        at=entry.at,
        event=key_of(id),
        reason=event.reason,
    )
    out.add(record)


def _rise_cap_set(out: Rows, id: EventId, entry: Entry, event: master_data.RiseCapSet) -> None:
    cap = None if event.cap is None else to_json(event.cap)
    out.add(RiseCapRecord(event.tariff_class, set_at(entry), key_of(id), cap))


def _fee_set(out: Rows, id: EventId, entry: Entry, event: master_data.FeeSet) -> None:
    record = FeeRecord(
        code=event.code,
        valid_from=text_of(event.valid_from),
        setter=setter_of(id, entry),
        at=entry.at,
        event=key_of(id),
        name=event.name,
        amount=event.amount,
        tax_code=event.tax_code,
        tax_rate=event.tax_rate,
    )
    out.add(record)
    if event.tax_code:
        out.add(TaxRateRecord(event.tax_code, set_at(entry), key_of(id), event.tax_rate))


PROJECTORS: dict[type[Event], Projector] = {
    ledger_life.LedgerBegun: _ledger_begun,
    ledger_life.EpochBegun: _epoch_begun,
    ledger_life.OfficeJoined: _joined,
    ledger_life.Checkpoint: _checkpoint,
    ledger_life.DeviceChanged: _device_changed,
    ledger_life.UtilityChanged: _utility_changed,
    ledger_life.ClockJumpAccepted: _clock_jump,
    master_data.RegionSet: _region_set,
    master_data.OperatorSet: _operator_set,
    master_data.PermissionSet: _permission_set,
    master_data.PinRulesSet: _pin_rules_set,
    operators.ApproverSet: _approver_set,
    master_data.MeterModelSet: _meter_model_set,
    master_data.TariffRevisionSet: _revision_set,
    master_data.TariffRevisionWithdrawn: _withdrawn,
    master_data.RiseCapSet: _rise_cap_set,
    master_data.FeeSet: _fee_set,
}
