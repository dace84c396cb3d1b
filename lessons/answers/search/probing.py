"""What the cosines of a model mean that nobody here measured: twelve questions beside twelve passages tell.

To one model 0.4 is near, to another 0.8 is nothing. The mean cosine of a question with the passage that answers it, and
with the eleven that do not, are put where MiniLM has them, whose thresholds were measured; see bench/fit_cosines.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lessons.answers.search.decision import SCALES, CosineScale, measured_like
from lessons.ports import Embedder

RIGHT, WRONG = 0.41, 0.08  # MiniLM's mean cosines of the English pairs below; a test holds them
LEAST_APART = 0.02  # a model to which an answer is no nearer than anything else may rank, and suggests nothing

ENGLISH = (
    ("How many days off do we get?", "Everybody has 30 days of holiday a year."),
    (
        "My computer was stolen, what now?",
        "If a laptop is lost, call the help desk within an hour so that it is locked.",
    ),
    ("When do we get our money?", "Salaries are paid on the 25th of each month."),
    ("Whom do I tell when I am ill?", "Sick people write to their team lead before nine in the morning."),
    ("May I bring my dog?", "Pets are welcome in the office on Fridays."),
    ("Where do I leave my car?", "Parking is behind the building, with a permit from the front desk."),
)
OTHERS = (
    ("Wie viele Urlaubstage habe ich?", "Allen stehen im Jahr 30 freie Tage zu."),
    ("Wer zahlt das Hotel?", "Übernachtungen auf Dienstreisen bucht und bezahlt das Reisebüro."),
    ("Comment changer mon mot de passe ?", "Le code d'accès se renouvelle sur la page du compte tous les six mois."),
    ("Puis-je travailler chez moi ?", "Le télétravail est permis deux jours par semaine."),
    ("¿Quién me enseña el primer día?", "A cada persona nueva la acompaña un compañero durante su primera semana."),
    ("¿Dónde se come?", "La cantina está en la planta baja y abre a las doce."),
)


class ProbedEmbedder:
    """An embedder whose cosines are put to the test before they count. See Embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self._probing = embedder, asyncio.Lock()
        self.model = embedder.model

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        async with self._probing:
            if self.model not in SCALES:
                right, wrong = await mean_cosines(self._embedder, (*ENGLISH, *OTHERS))
                SCALES[self.model] = scale_from(right, wrong)
        return await self._embedder.embed(texts)


async def mean_cosines(embedder: Embedder, pairs: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Of questions with the passages that answer them, and with the others."""
    vectors = await embedder.embed([text for pair in pairs for text in pair])
    cosines = vectors[0::2] @ vectors[1::2].T
    right = float(np.diag(cosines).mean())
    wrong = float(cosines[~np.eye(len(pairs), dtype=bool)].mean())
    return right, wrong


def scale_from(right: float, wrong: float) -> CosineScale:
    """The scale of a model with these mean cosines."""
    if right - wrong < LEAST_APART:
        return CosineScale(0.0, 1.0, 2.0)
    unit = (right - wrong) / (RIGHT - WRONG)
    return measured_like(wrong - WRONG * unit, unit)
