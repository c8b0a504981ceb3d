"""From a briefing note to the files that leave the machine."""
