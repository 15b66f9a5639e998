"""Everything that says whether the numbers hold, put together: the suite, its dossier, the claims."""
