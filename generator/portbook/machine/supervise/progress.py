"""What has become of the parts so far, to which of them come next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from portbook.machine.probes import Probe
from portbook.machine.supervise.parts import Part

__all__ = ["Progress"]


@dataclass
class Progress:
    """Names of `parts`: `well` whoever was once, `done` what has ended or could not be started,
    `away` what its command has left in the background. `outside` says of what others start
    whether it is well, once that is known."""

    parts: list[Part]
    started: set[str] = field(default_factory=set)
    well: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    away: set[str] = field(default_factory=set)
    outside: dict[Probe, bool] = field(default_factory=dict)

    def ready(self) -> Iterator[Part]:
        """Those that wait for nothing any more."""
        for part in self.parts:
            waits = part.name not in self.started and part.name not in self.done
            needs_met = self.well.issuperset(part.after)
            if waits and needs_met and all(self.outside.get(each) for each in part.outside):
                yield part

    def lives(self) -> bool:
        """Whether anything runs, or may still be started. Parts come after what they need."""
        if not self.started <= self.done:
            return True
        hopeless: set[str] = set()
        for part in self.parts:
            if part.name not in self.started:
                if part.name not in self.done and not self._is_lost(part, hopeless):
                    return True
                hopeless.add(part.name)
        return False

    def _is_lost(self, part: Part, hopeless: set[str]) -> bool:
        if any(self.outside.get(each) is False for each in part.outside):
            return True
        return any(
            name in hopeless or (name in self.done and name not in self.well) for name in part.after
        )

    def is_needed(self, name: str) -> bool:
        return any(name in part.after for part in self.parts)
