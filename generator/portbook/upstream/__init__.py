"""Other repositories' maps: what of them is pinned, where it is, and how Git gets it."""
