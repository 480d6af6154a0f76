"""What references imply: who calls whom, the origins a backend allows, what starts before what."""
