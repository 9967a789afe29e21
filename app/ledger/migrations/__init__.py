"""Numbered changes of the journal's and the local tables; projected tables are rebuilt instead."""
