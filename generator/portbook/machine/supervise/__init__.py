"""Starts services of the map as processes of this machine, watches and ends them."""
