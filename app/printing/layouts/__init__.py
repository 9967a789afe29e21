"""How each document stands on paper: one file per document, and what they share."""
