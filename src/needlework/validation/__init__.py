"""Whether the numbers hold: verification, scorecards, retrodiction, sensitivity, and their dossier."""
