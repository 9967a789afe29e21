"""What operations and screens ask of the projected tables. Every function takes a database."""
