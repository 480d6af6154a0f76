"""The fewest and shortest moves that end every conflict of a map, solved exactly.

`settle` turns a map into a settlement: items in conflict (`conflicts.py`), each with candidates,
the numbers it may go to; groups of them that compete, each with what its moves cost
(`problem.py`), are solved by branch and bound (`search.py`) over an assignment (`matching.py`).
"""
