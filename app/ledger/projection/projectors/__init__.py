"""Events to rows: pure functions, one per type. No rule is computed, no row is read."""
