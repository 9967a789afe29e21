"""One file per layout of a meter maker. A profile maps contents to bytes and declares what it can."""
