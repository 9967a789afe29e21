"""What head office keeps, on SQLite or PostgreSQL behind one protocol."""
