"""The truth: a journal of events, and the tables that are computed from it."""
