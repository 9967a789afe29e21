"""One file per layout of a meter maker: maps contents to bytes, declares what it can."""
