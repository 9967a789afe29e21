"""Every operation of the counter, played by keys; docs/operations.md is what the play wrote."""
