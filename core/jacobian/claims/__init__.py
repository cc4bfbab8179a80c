"""Claims of Mototake & Ikegami (source E): a measurement a module, most of them of runs that are baked anyway."""

from core.jacobian.claims import depth, directions, identities, noise, passing, spectra, training

MEASURES = {
    "identities": identities.measure,
    "spectra": spectra.measure,
    "directions": passing.measure,
    "noise": noise.measure,
    "training": training.measure,
    "depth": depth.measure,
}
CLAIMS = (
    *identities.CLAIMS,
    *spectra.CLAIMS,
    *directions.CLAIMS,
    *noise.CLAIMS,
    *training.CLAIMS,
    *depth.CLAIMS,
)
