"""Indoor Mapping Data Format 1.0 (OGC 20-094): a hall as an archive of it, and a check of such archives."""
