"""Print jobs without a ledger: in memory, and in a file that survives a killed process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.printing.documents import Document, document_kind, encode_document


@dataclass(frozen=True)
class StoredJob:
    id: int
    kind: str
    number: str
    copy: int
    document: bytes
    state: str = "queued"
    attempts: int = 0


class MemoryStore:
    """Does what the ledger's table does, and remembers every call."""

    def __init__(self) -> None:
        self.jobs: dict[int, StoredJob] = {}
        self.calls: list[tuple[str, int]] = []
        self.reasons: list[str] = []

    def queue(self, document: Document, copy: int = 0) -> int:
        return self.queue_bytes(
            document_kind(document), document.number, encode_document(document), copy
        )

    def queue_bytes(self, kind: str, number: str, document: bytes, copy: int = 0) -> int:
        key = len(self.jobs) + 1
        self.jobs[key] = StoredJob(key, kind, number, copy, document)
        return key

    def pending(self) -> list[StoredJob]:
        return [job for job in self.jobs.values() if job.state in ("queued", "sent")]

    def sent(self, job_id: int, /) -> None:
        self._change("sent", job_id, state="sent", attempts=self.jobs[job_id].attempts + 1)

    def done(self, job_id: int, /) -> None:
        self._change("done", job_id, state="done")

    def failed(self, job_id: int, reason: str, /) -> None:
        self.reasons.append(reason)
        self._change("failed", job_id)

    def queued_again(self, job_id: int, /) -> None:
        self._change("queued_again", job_id, state="queued")

    def _change(
        self, call: str, job_id: int, state: str | None = None, attempts: int | None = None
    ) -> None:
        self.calls.append((call, job_id))
        job = self.jobs[job_id]
        self.jobs[job_id] = replace(
            job,
            state=job.state if state is None else state,
            attempts=job.attempts if attempts is None else attempts,
        )

    @property
    def states(self) -> list[str]:
        return [job.state for job in self.jobs.values()]


class FileStore(MemoryStore):
    """Keeps its jobs in a file: what a killed process leaves, the next one finds."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        if path.exists():
            for row in json.loads(path.read_text()):
                job = StoredJob(**row | {"document": bytes.fromhex(row["document"])})
                self.jobs[job.id] = job

    def save(self) -> None:
        rows = [asdict(job) | {"document": job.document.hex()} for job in self.jobs.values()]
        self._path.write_text(json.dumps(rows))

    def _change(
        self, call: str, job_id: int, state: str | None = None, attempts: int | None = None
    ) -> None:
        super()._change(call, job_id, state, attempts)
        self.save()
