"""The map for coding agents, over the Model Context Protocol (https://modelcontextprotocol.io)."""
