"""Reads tables of a firewall's rules: what one lets in, a remark may name."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.blocks import Row, Table
from portbook.sources.documents.evidence import Gathered
from portbook.sources.documents.features import Column
from portbook.sources.documents.text import about_any, outside_brackets, plain
from portbook.sources.documents.unclaimed import FIREWALL, names_nobody

_ACTION = re.compile(
    r"action|rule|policy|verdict|aktion|acción|ação|azione|akcja|regla|regra|règle|regola|reguła"
    r"|правило|действие|动作|策略|规则",
    re.IGNORECASE,
)
_LETS_IN = re.compile(r"allow|pass|accept|permit|open", re.IGNORECASE)
RULE = re.compile(rf"{_LETS_IN.pattern}|block|deny|drop|reject|closed", re.IGNORECASE)
_NAME = re.compile(r"name\b|nombre|nome?\b|nazwa|rule|regel", re.IGNORECASE)
_TRAFFIC = re.compile(r"(?i:https?)(?: [a-z]+)*")
_WORDS = 4
"""Words of a remark that is no sentence."""


def action_of(table: Table) -> int | None:
    """The column that only says what is let through, `From | To | Action`."""
    for at, header in enumerate(table.header):
        if _ACTION.fullmatch(plain(header)):
            cells = [plain(row.cells[at]) for row in table.rows[:100] if at < len(row.cells)]
            if cells and all(map(RULE.fullmatch, cells)):
                return at
    return None


def let_in(
    table: Table, columns: list[Column], action: int, gathered: Gathered
) -> tuple[Table, list[Column]]:
    """The rules that let somebody in to what a cell names: `ACCEPT | 9000 | Portainer`."""
    told = next((at for at, c in enumerate(columns) if _tells_what(c.header)), len(columns))
    kept: list[Row] = []
    for row in table.rows:
        if _lets_in(row, action) and _is_named(row, told):
            kept.append(row)
        else:
            gathered.note(row.line, FIREWALL)
    columns = [replace(c, role="other") if c.role == "service" else c for c in columns]
    named = [replace(c, role="service") if at == told else c for at, c in enumerate(columns)]
    return replace(table, rows=kept), named


def _tells_what(header: str) -> bool:
    """Whether a column says what a rule is for; its name is the rule's own."""
    return about_any(("service", "note", "purpose"), header) and not _NAME.search(header)


def _lets_in(row: Row, action: int) -> bool:
    return action < len(row.cells) and _LETS_IN.fullmatch(plain(row.cells[action])) is not None


def _is_named(row: Row, at: int) -> bool:
    """Whether a remark names who is reached, not what goes through: `SSH`, not `HTTPS` or `SSH
    from home`."""
    told = plain(row.cells[at][:200]) if at < len(row.cells) else ""
    name = outside_brackets(told) or told.strip("()")
    goes = about_any(("allow", "origin", "destination", "incoming"), name)
    short = len(name.split()) <= _WORDS and not (goes or _TRAFFIC.fullmatch(name))
    return short and names_nobody(name) is None
