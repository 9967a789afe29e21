"""From what an operation did to the paper that says so; one file per document."""
