"""The register as an Excel table: which columns it has, how cells are read, and how books are written."""
