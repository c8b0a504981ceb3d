"""From gold items to scores."""
