"""Somebody's files to the facts that they state, each with the line it stands on."""
