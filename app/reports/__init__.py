"""Statistical forms, one file each: what a report asks the tables, and how its rows look."""
