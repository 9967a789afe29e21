"""Key sources: demo keys that everybody knows, and master keys sealed in a file."""
