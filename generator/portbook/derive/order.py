"""Orders services for starting: dependencies first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portbook.text.grouping import grouped


def start_order(needs: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Names in waves: each wave needs only earlier ones, and could start at once.

    Names keep their order within a wave. What lies on a circle comes in a last wave, as does
    what needs it; `circles` tells.
    """
    waiting = {name: {need for need in each if need != name} for name, each in needs.items()}
    waves: list[list[str]] = []
    while waiting:
        ready = [name for name, wanted in waiting.items() if not wanted & waiting.keys()]
        waves.append(ready or list(waiting))
        for name in waves[-1]:
            del waiting[name]
    return waves


def circles(needs: dict[str, list[str]]) -> list[list[str]]:
    """Groups of names that depend on each other in a cycle, in the order given.

    Kosaraju's two walks, without recursion: names in the order in which their needs are done,
    then, from the last of them, all that lead to each.
    """
    ends: dict[str, list[str]] = {name: [] for name in needs}
    for name, wanted in needs.items():
        for need in wanted:
            if need in ends:
                ends[need].append(name)
    member: dict[str, str] = {}
    for name in reversed(_finished(needs)):
        waiting = [name]
        while waiting:
            each = waiting.pop()
            if each not in member:
                member[each] = name
                waiting.extend(ends[each])
    groups = grouped((member[name], name) for name in needs)
    return [group for group in groups.values() if len(group) > 1 or group[0] in needs[group[0]]]


def _finished(needs: dict[str, list[str]]) -> list[str]:
    """Names in the order in which a walk along their needs leaves them."""
    seen: set[str] = set()
    finished: list[str] = []
    for start, first in needs.items():
        if start in seen:
            continue
        seen.add(start)
        path = [(start, iter(first))]
        while path:
            name, left = path[-1]
            for need in left:
                if need in needs and need not in seen:
                    seen.add(need)
                    path.append((need, iter(needs[need])))
                    break
            else:
                path.pop()
                finished.append(name)
    return finished
