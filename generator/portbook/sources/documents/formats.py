"""Tells the language of a fenced block that names none."""

from __future__ import annotations

import re

from portbook.sources.naming import names

SHELL = names(
    "bash sh shell zsh fish console shellsession powershell ps1 pwsh cmd bat batch terminal"
)
_KEY = re.compile(r"\s*(?:[A-Za-z_][\w.-]*:(?: +(?P<value>[^\s#].*))?|\d+:)\s*(?:#.*)?")
_HALF = 2
_FORMATS = {
    "nginx": re.compile(r"^\s*(?:server|upstream \S+)\s*\{", re.MULTILINE),
    "dockerfile": re.compile(
        r"\A\s*(?:#.*\n\s*)*FROM \S+[^\n]*\n(?:.*\n)*?(?:EXPOSE|CMD|RUN|COPY|ENV) "
    ),
    "conf": re.compile(r"^\s*(?:<VirtualHost|ProxyPass)", re.MULTILINE),
}
STARTERS = (
    r"npm|pnpm|yarn|bun|npx|make|docker|go|cargo|python3?|uv|poetry|dotnet|java|mvn|php|rails|mix"
    r"|node|deno|flask|uvicorn|just|task|ng|\./\S+"
)
TOOLS = (
    r"curl|wget|ssh|docker|kubectl|npm|npx|pnpm|yarn|python3?|lsof|netstat|ss|nc|kill|git|psql"
    r"|redis-cli|etcdctl|pg_isready|systemctl|journalctl|openssl|helm|pip"
)
"""Parts of patterns: the commands that start programs, and those that look at or manage them."""
_COMMAND = re.compile(
    rf"\s*(?:[$#] .|(?:\$ )?(?:[A-Z_]+=\S+ )*(?:sudo )?(?:{STARTERS}|{TOOLS}|cd)\s\S)"
)
"""A line of a shell, or a comment between these."""


_LISTED = re.compile(
    r"\s*(?:(?:[-*•]|\d{1,2}[.)])\s+\S.*|[^\W\d][\w .()/-]{0,60}[:：]\s+\d.*|#.*"
    r"|https?://[\w.-]+:\d{2,5}\S*(?:\s+#.*)?)"
)
"""`- Web: 3000`, `Web: 3000`, and addresses below comments"""


def is_list(text: str) -> bool:
    """Whether a block only lists names, whatever language it is said to be of."""
    lines = [line[:300] for line in text.split("\n") if line.strip()]
    return bool(lines) and all(map(_LISTED.fullmatch, lines))


def format_of(text: str) -> str:
    """The language of a block that names none; empty where it is no configuration."""
    lines = [line for line in text.split("\n") if line.strip()]
    if lines and all(map(_COMMAND.match, lines)):
        return "sh"
    known = next((name for name, shape in _FORMATS.items() if shape.search(text[:5000])), "")
    return known or ("yaml" if _is_tree(text) else "")


def _is_tree(text: str) -> bool:
    """Whether lines are YAML in which one key holds another, rather than a list of names."""
    lines = [line for line in text.split("\n") if line.strip() and line.strip()[0] not in "#-"]
    keys = [match for line in lines if (match := _KEY.fullmatch(line[:200]))]
    holding = sum(match["value"] is None for match in keys)
    nested = sum(line.startswith("  ") for line in lines)
    return len(keys) == len(lines) > _HALF and bool(holding) and _HALF * nested > len(lines)
