"""Which variables hold what nobody else may see."""

from __future__ import annotations

import re

__all__ = ["is_secret"]

_SECRET = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASS|PWD|SECRET|SECRETS|TOKEN|CREDENTIALS?|SALT|PASSPHRASE|"
    r"PRIVATE|(?:API|ACCESS|SECRET|PRIVATE|ENCRYPTION|SIGNING|MASTER|SERVICE_ROLE|ANON|JWT)_?KEY|"
    r"APIKEY|AUTH_TOKEN|DSN)(?:_|$)|_KEY$",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"(?:_FILE|_PATH|_TTL|_LENGTH|_EXPIRY|_EXPIRES_IN|_URL|_HOST|_PORT)$", re.IGNORECASE
)


def is_secret(name: str) -> bool:
    """By its name alone; `DB_PASSWORD_FILE` only says where one lies."""
    return bool(_SECRET.search(name)) and not _NONE.search(name)
