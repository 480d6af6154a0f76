"""Command lines that start servers, to the ports these open; nothing is ever run."""

from portbook.sources.commands.parse import CommandPort, command_ports

__all__ = ["CommandPort", "command_ports"]
