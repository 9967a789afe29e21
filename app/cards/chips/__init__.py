"""One file per silicon family. A chip moves bytes and guards its secret; it knows no contents."""
