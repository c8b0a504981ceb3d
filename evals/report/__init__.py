"""The report of an evaluation run: Markdown, HTML, JUnit XML and CSV."""
