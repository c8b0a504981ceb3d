"""Writers: each proposes sentences with their quotations; the gate decides."""
