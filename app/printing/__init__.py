"""Paper: documents as data, their layout, ESC/POS bytes, and a spooler that never loses one."""
