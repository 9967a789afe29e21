"""Typed events, one file per family, and the one union that the journal reads."""
