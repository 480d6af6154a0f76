"""The fewest and shortest moves that end every conflict of a map, solved exactly.

`settle` turns a map into a settlement: items (`items.py`) that meet (`meetings.py`), each with
the numbers it may go to (`openings.py`), at a price (`prices.py`); groups of them that compete
(`groups.py`) are solved by branch and bound (`search.py`) over an assignment (`matching.py`).
"""
