"""Events of a fleet: the models' own with other identities, changed as the journal has them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from app.domain.identity import EventId, Node, kiosk_name
from app.ledger.events.codec import Entry, decode_entry, encode_entry
from app.ledger.events.ledger_life import LedgerBegun
from tests.scale.fleet import Fleet, Person, epoch_key
from tests.scale.models import EPOCH, NODE, Model, base64_of

Change = Callable[[Any], Any]
_ID = len(EventId._fields)


def beginning(fleet: Fleet, node: Node) -> list[bytes]:
    """A kiosk's first day, before any household."""
    change = _changed({}, node, 0, 0)
    told = [change(json.loads(body)) for body in fleet.models.prefix]
    first = decode_entry(json.dumps(told[0]).encode())
    assert isinstance(first.event, LedgerBegun)
    begun = msgspec.structs.replace(first.event, public_key=epoch_key(node).public_key)
    entries = [msgspec.structs.replace(first, event=begun)]
    entries += [decode_entry(json.dumps(one).encode()) for one in told[1:]]
    return [encode_entry(entry) for entry in entries]


def household(fleet: Fleet, person: Person) -> list[tuple[EventId, bytes]]:
    """All events of one household, exact bytes."""
    model = fleet.models.buyer if person.buys else fleet.models.newcomer
    change = _changed(words_of(model, person), person.node, person.seq - model.first, model.first)
    told = []
    for offset, body in enumerate(model.bodies):
        said = change(json.loads(body))
        said["at"] = person.at + offset
        event = said["event"]
        if event.get("receipt") is not None:
            event["receipt"] += person.receipt - model.receipt
        entry = decode_entry(json.dumps(said).encode())
        told.append((EventId(person.node, EPOCH, person.seq + offset), encode_entry(entry)))
    return told


def entries(told: Iterator[tuple[EventId, bytes]]) -> Iterator[tuple[EventId, Entry]]:
    """Read again."""
    for id, body in told:
        yield id, decode_entry(body)


def words_of(model: Model, person: Person) -> dict[str, str]:
    """What of a model stands for what of a person."""
    words = {model.account: person.account, base64_of(model.sealed): base64_of(person.sealed)}
    words[model.day] = person.day
    if person.buys:
        words |= {
            model.meter: person.meter,
            base64_of(model.serial): base64_of(person.serial),
            model.serial.hex(): person.serial.hex(),
        }
    return words


def _changed(words: dict[str, str], node: Node, shift: int, first: int) -> Change:
    """Identities of the model's counter become those of ``node``; own events are shifted."""
    kiosk = f"{kiosk_name(NODE)}-"
    found = re.compile("|".join(map(re.escape, (*words, kiosk))))
    named = {**words, kiosk: f"{kiosk_name(node)}-"}

    def change(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: node if name in ("home", "node") and inner == NODE else change(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            if len(value) == _ID and value[:2] == [NODE, EPOCH]:
                seq = value[2]
                return [node, EPOCH, seq + shift if first and seq >= first else seq]
            return [change(inner) for inner in value]
        return found.sub(lambda hit: named[hit.group()], value) if isinstance(value, str) else value

    return change
