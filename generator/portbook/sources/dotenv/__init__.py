""".env files and their examples, to the ports that their variables set or call."""
