"""Plans changes on disk, and is the only code that writes."""
