"""The journal as a folder that an auditor takes away, and its check on a machine without ledger."""
