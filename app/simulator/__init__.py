"""Virtual cards, readers, meters and printers, byte for byte like the real ones."""
