"""Results as JSON has them: exact integers, and texts for what people write as text."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from app.domain.identity import EventId


def plain(value: object) -> Any:  # noqa: ANN401  what JSON can say
    """Structs as objects, bytes in hexadecimal, events as they are printed (``K07-01-123``)."""
    match value:
        case EventId() | Path():
            return str(value)
        case bytes():
            return value.hex()
        case enum.Enum():
            return value.value
        case date():
            return value.isoformat()
        case msgspec.Struct():
            return {
                field.encode_name: plain(getattr(value, field.name))
                for field in msgspec.structs.fields(value)
            }
        case str():
            # A shell may pass bytes that are no text; they may come back in an error's sentence.
            return value.encode("utf-8", "replace").decode()
        case int() | None:
            return value
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case Sequence():
            return [plain(one) for one in value]
    raise TypeError(f"JSON cannot say {type(value).__name__}")
