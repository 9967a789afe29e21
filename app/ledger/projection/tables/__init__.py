"""The projected tables, one module per family. ``at`` is a stamp, ``event`` an EventId's key."""
