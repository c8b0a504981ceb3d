"""The gate: nothing that is not borne by its quotations reaches the reader."""
