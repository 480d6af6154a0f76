"""Which numbers to give out: the next free one, and the moves that end every conflict."""
