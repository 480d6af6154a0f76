"""Two maps to what changed in meaning between them, and whom it touches."""
