"""Reads the facts that other people's files state, each with the line it stands on."""
