"""The day on which these tests are held: what rests and what is long ago follows from it."""

from __future__ import annotations

import datetime

TODAY = datetime.date(2026, 4, 1)
