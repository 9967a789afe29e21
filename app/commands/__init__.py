"""What `tapcard` can be told to do: one file per command, and what they share."""
