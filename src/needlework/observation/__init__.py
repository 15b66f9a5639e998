"""From tissue to what a study prints: tissue response, person, rater, study. Each equation stands here once.

The equations are plain functions of arrays. Those that a fit needs take the array module as ``xp`` (NumPy, or
``jax.numpy`` where they are differentiated), so that the fit, a run, validation and exports share them.

``shapes`` curves that several equations use · ``instruments`` tissue to instruments and observers ·
``people`` tissue response to a person's effect on scales · ``grades`` ordinal scales ·
``scars`` raised scars · ``printing`` true means to what raters and studies make of them.
"""
