"""Meters on a serial line, asked by frames of CJ/T 188."""
