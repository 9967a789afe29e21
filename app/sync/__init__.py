"""How counters and head office exchange journals; docs/sync.md."""
