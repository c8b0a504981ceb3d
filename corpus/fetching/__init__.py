"""Publications of the catalogue fetched from their publishers, politely and safely."""
