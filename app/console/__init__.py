"""The Linux console under the counter, and systemd above it. Standard library only."""
