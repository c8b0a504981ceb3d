"""From reports to ranked hits."""
