"""nginx configuration to the numbers it listens at and the ones it hands requests on to."""

from portbook.sources.nginx.read import read_nginx

__all__ = ["read_nginx"]
