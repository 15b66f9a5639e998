"""What this program is and is not, in three lengths; every page, the terminal and the docs quote these."""

from __future__ import annotations

BRIEF = "Research and education software; not a medical device, not medical advice."
DISCLAIMER = (
    "Research and education software. Simulated results with uncertainty; not a medical device, not "
    "medical advice, not for use in deciding the treatment of an individual person. Not cleared "
    "by any regulator. Not yet reviewed by a clinician."
)
DISCLAIMER_LONG = (
    "Needlework simulates how tissue responds to needling, from published data. Its results are estimates "
    "for groups and for hypotheses; they have not been validated for predicting the outcome in any "
    "individual and may be wrong. They are not for diagnosing, for choosing, starting, stopping or "
    "altering a treatment, or for exceeding a device's labelled depth, indication or instructions. "
    "Screening output is a summary of literature in which authorities may disagree; it does not replace "
    "assessment by a qualified professional. In the United States the device class does not cover "
    "delivery of cosmetics, drugs or biologics through the skin. Pregnancy, infection, a tendency to "
    "keloids, anticoagulants, isotretinoin and other conditions need professional advice. Every number "
    "states its source and how much of it was read; what was not checked is marked. Provided without "
    "warranty; following local law is up to the user."
)
