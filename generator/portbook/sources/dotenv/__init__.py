""".env files and their examples, to the ports that their variables set or call."""

from portbook.sources.dotenv.read import read_dotenv

__all__ = ["read_dotenv"]
