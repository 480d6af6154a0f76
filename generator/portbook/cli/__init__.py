"""The command `portbook`: arguments in, printing and exit codes out."""
