"""The demo village: months of life made by a seed through the real operations."""
