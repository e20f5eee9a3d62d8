"""Translation files: exported templates, merged catalogues, and what is missing."""
