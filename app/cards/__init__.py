"""Cards: a station per reader, chips that move bytes, profiles that give them meaning, keys."""
