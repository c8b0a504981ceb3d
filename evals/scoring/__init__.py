"""From a gold item and what a system said to it, to tallies: start reading at items.py."""
