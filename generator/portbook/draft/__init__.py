"""From what importers found to a ports.yaml, or to more of the one there is."""
