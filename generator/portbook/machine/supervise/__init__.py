"""Services of the map, to processes of this machine and back to none."""
