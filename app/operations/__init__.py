"""What a counter does: one operation per file, each with the verbs look, quote and perform."""
