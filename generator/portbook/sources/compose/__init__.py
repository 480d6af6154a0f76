"""Docker Compose files to the services and ports of the stack they make."""

from portbook.sources.compose.read import read_compose

__all__ = ["read_compose"]
