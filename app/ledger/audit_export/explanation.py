"""What the README in an export says.

In English wherever it is made: the same journal gives the same bytes.
"""

from __future__ import annotations

_TEXT = """\
TAPCARD: A JOURNAL FOR AN AUDITOR

This folder holds everything that was recorded at one node of a prepaid-water utility, and how to
check that nothing was changed, taken out or added. It opens no ledger and writes no card: names and
addresses of customers are sealed, and the keys are not here.

WHAT TO DO

1. Get the fingerprint of the node's key from the node itself, not from who gave you this folder:
   `tapcard audit key` shows it there. All trust begins with it. A folder made with another key can
   agree with itself and still be invented.
2. On any machine with Tapcard, without a ledger or settings:
       tapcard verify FOLDER --fingerprint "...."
   Exit code 0: everything holds. 6: standard error names file, line and event of each fault.

WHAT STANDS WHERE

manifest.json      every file with size, lines and SHA-256; node, epoch, last event and its hash;
                   the last receipt and slip numbers that were given out
manifest.sig       raw Ed25519 signature over the bytes of manifest.json
key.pem            the public key of the node's present epoch
journal/           one file for each node and epoch: Kkk-ee.txt
documents/         computed from the journal, and compared with it by `tapcard verify`:
  keys.csv         the public key of each epoch, with its fingerprint
  tariffs.jsonl    tariff revisions, withdrawals, caps, fees, schemes, deductions, commissions
  approvals.csv    every event that a second person signed, or approved from elsewhere
  grants.jsonl     what head office granted, revoked and allowed

CHECKING WITHOUT TAPCARD

    openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json -sigfile manifest.sig
    sha256sum journal/* documents/*          and compare with manifest.json
    openssl pkey -pubin -in key.pem -outform DER | tail -c 32 | sha256sum
                                             its first 32 digits are the fingerprint

A line of a journal has five columns, between tabs: the first 16 hexadecimal digits of SHA-256 of
the rest of the line (without the line's end), `run` or `event`, the identity node-epoch-number, the
hash of the chain, the bytes. A run is what happened between two starts of the program; its line
stands before its first event. Bytes that would break the line stand in base64 behind `base64:`.

    hash(run)   = SHA-256(hash before || bytes)
    hash(event) = SHA-256(hash before || bytes)

A node's first epoch begins with 32 zero bytes. A run says in `previous` (base64) the hash that it
goes on from: where an epoch begins, that of the event that `epoch_begun` names in the epoch before.
An event of type `checkpoint` carries an Ed25519 signature over `tapcard checkpoint 1`, a line feed,
eight bytes big-endian (node 2, epoch 2, number 4) of the event before it, and the hash of that
event. The key of an epoch stands in its first event.

WHAT IT CANNOT SHOW

Whoever holds the node's private key can write another journal from the last checkpoint on that
somebody else has seen. Compare receipts and Z reports on paper, or head office's copy, with the
journal. Other nodes' events are here only as far as this node was given them; where events before
them are missing their chain cannot be computed, `tapcard verify` counts them, and the signature of
this node alone says that they are what it was given.
"""


def explanation() -> bytes:
    """The file's bytes."""
    return _TEXT.encode()
