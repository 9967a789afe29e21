"""What a report is written as, one form each."""
