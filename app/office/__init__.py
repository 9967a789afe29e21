"""Head office: keeps every node's journal, adds them up, and gives each what it needs."""
