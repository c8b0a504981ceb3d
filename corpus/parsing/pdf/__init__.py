"""PDF to blocks: characters, tags or geometry, furniture, headings, tables."""
