"""One file per screen, named after its operation; screens hold no rule."""
