"""Results in words, the same on a screen and from a command."""
