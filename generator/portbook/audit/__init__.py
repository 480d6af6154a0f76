"""A checkout's files against the map: what they say of ports, and where the two differ."""
