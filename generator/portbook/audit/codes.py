"""What an audit may find: the codes with their manual pages."""

from __future__ import annotations

__all__ = ["PAGES"]

PAGES = {
    "disagrees": (
        "A file of the checkout gives a port, or calls one, under a number that is not the map's. "
        "The second place is where the map says it.\n\n"
        "Write the map's number into the file, or move the service in the map."
    ),
    "cors-differs": (
        "A list of allowed origins lacks an origin that calls the service after the map, or holds "
        "one that the map knows nothing of. localhost and 127.0.0.1 count as one.\n\n"
        "Correct the list, or say in the map who calls the service: `uses`, `env`, `cors: extra`."
    ),
    "not-in-map": (
        "A file of the checkout gives a port that no service of the project has in the map.\n\n"
        "Add it to the map, so that nobody else takes the number."
    ),
    "not-found": (
        "The map gives a service a number that is in none of the files that could say it.\n\n"
        "Name the file that sets it in `configured_in`, or take what is gone out of the map."
    ),
    "not-read": (
        "A file of the checkout could not be read, or not to its end, so nothing is known of what "
        "it says.\n\nMend the file; what it says behind that place was not compared."
    ),
}
"""Markdown by code; the first paragraph says what was found, the second what to do."""
