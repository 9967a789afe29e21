"""Tapcard: sells prepaid water on IC cards where power and network fail."""
