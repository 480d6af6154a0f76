"""Compares the ports in a checkout's files with the map."""
