"""One quoting function for each output language, a module each; nothing is imported here, so that
a command pays only for the languages it writes."""
