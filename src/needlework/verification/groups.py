"""Groups of records whose influence is judged together.

Only draws without chronic inflammation or fibrosis are admissible. That ties records of a loop to each other,
but no record stands in both loops: with each loop inside one group the groups are independent, and Sobol
indices of groups are exact under the admissible prior.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from needlework.evidence.distributions import Fixed
from needlework.evidence.parameters import Parameter
from needlework.outcomes import outcomes
from needlework.summary import can_act

CHANNELS = "channels and their density"
WOUND = "wound signal and loss"
INFLAMMATION = "inflammation and vessels"
GROWTH = "TGF-beta, fibroblasts and myofibroblasts"
PROTEASES = "proteases"
COLLAGEN = "collagen"
ELASTIN = "elastin"
TRANSPORT = "transport"
SURFACE = "epidermis, redness and barrier"
PIGMENT = "pigment"
SKIN = "skin and concern"
INSTRUMENTS = "instruments and observers"
SCALES = "scales"

_HEALING = {
    WOUND: "w0 chi1 chi2 pLW fTW kW kWM kX",
    INFLAMMATION: "aCW aCN aCM KCM2 dC rN KCN dN kNM rM KWM k12 k12N dM1 dM2 pAM pAK dA KA kV Vmax dV",
    GROWTH: "pLM pLY dL ka0 kaW kaM kaY KYA dT chi3 chiO KC3 pGW pGM pGY dG KG rF kTF KF dF kFY KTY K3Y KCY "
    "dY KTc",
    PROTEASES: "dQ qC qN qM qF dI iT iM2 iY",
    COLLAGEN: "d3o s3 s1 s3Y s1Y d3 etaR kx dn dm kreg kfill Ksat",
    ELASTIN: "sE e3 kE dEt dE eN",
    SURFACE: "rR0 kRC dR kO dO kK dH kJ KJ dJ hJ",
    PIGMENT: "kMa kMel aMel KCMel kMd dMd",
}
_OWN = {f"healing.{symbol}": group for group, text in _HEALING.items() for symbol in text.split()}
_OWN |= {"model.collagen_yield": COLLAGEN, "model.synthesis_loss": SKIN}
_KINDS = {
    "device/": CHANNELS,
    "course/": CHANNELS,
    "transport.": TRANSPORT,
    "barrier.": SURFACE,
    "closure.": SURFACE,
    "injury.": CHANNELS,
    "series.": CHANNELS,
    "mending.": COLLAGEN,
    "raised_scar.": SCALES,
    "pain.": INSTRUMENTS,
    "downtime.": INSTRUMENTS,
    "pih.": PIGMENT,
    "concern/": SKIN,
    "factor/": SKIN,
    "ageing.": SKIN,
    "skin.": SKIN,
    "observe.": INSTRUMENTS,
    "scale.": SCALES,
}
# Differences between persons and between studies, other devices, concerns and products, the length of a
# session: none of these moves a headline figure of the typical person.
INERT = ("person.", "study.", "session.", "concern.", "penetration.", "active.", "delivery.", "device.")


def group_of(name: str) -> str | None:
    """Return the group of a record by the name it has in a study's draws, None where it can move nothing.

    Raises
    ------
    KeyError
        A record that no group holds: give it one.
    """
    if name in _OWN:
        return _OWN[name]
    if name.startswith(INERT):
        return None
    for start, group in _KINDS.items():
        if name.startswith(start):
            return group
    raise KeyError(f"record {name!r} is in no group of the sensitivity analysis")


def grouped(records: Mapping[str, Parameter], only: Sequence[str]) -> dict[str, str]:
    """Return the group of each record that varies and can act on some outcome, by its name in the draws."""
    targets = [outcomes()[key] for key in only]
    varied = {name for name, p in records.items() if not isinstance(p.distribution, Fixed)}
    acting = [name for name in records if name in varied and any(can_act(name, o) for o in targets)]
    return {name: group for name in acting if (group := group_of(name))}
