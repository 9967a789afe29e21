"""What water costs: revisions, charges, deductions, and how much a sum of money buys."""
