"""Two branches' texts of one map to a third that says what both meant."""
