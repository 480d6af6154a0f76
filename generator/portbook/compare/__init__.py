"""What changed in meaning between two maps, and whom it touches."""
