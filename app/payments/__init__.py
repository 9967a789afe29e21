"""How a customer pays."""
