"""Whether the journal adds up: independent of the projection, from the events alone."""
