"""What a port map is: frozen values without a trace of how they were written."""
