"""Cards: one station per reader, chips that move bytes, profiles that map contents to bytes, keys."""
