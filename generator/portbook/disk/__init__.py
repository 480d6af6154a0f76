"""What would change on disk, and the only code that writes."""
