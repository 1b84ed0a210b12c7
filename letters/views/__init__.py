"""What visitors and readers see of letters."""
