"""Other repositories' maps: pins, the cache, and how Git fetches them."""
