"""Pure rules: no I/O, no clock, no randomness. Every rule of the business stands here, once."""
