"""Screening a study, or a bare history, against every rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from needlework.errors import Fault, InputError
from needlework.screening.devices import rules_for, speaks
from needlework.screening.facts import Applied, applied_in, facts_of, product_of, rows_of, window_of, words_of
from needlework.screening.findings import Finding, Passed, Question, Screening, gathered
from needlework.screening.judgement import NO_RULE, Fact, Verdict, fired_by, judge, why_passed
from needlework.screening.rules import CLASSES, MODES, Position, Rule, load_rules

if TYPE_CHECKING:
    from needlework.screening.history import Mention, Reading
    from needlework.spec import Study
    from needlework.subject.products import Window


def screen(
    study: Study, mode: str = "label_strict", today: date | None = None, window: Window | None = None
) -> Screening:
    """Screen a study: its history, and what its other keys say.

    Parameters
    ----------
    study
        A checked study.
    mode
        label_strict (the most restrictive label or manual) or consensus (societies and reviews).
    today
        The day that years and months of the history are read against; without it a year leaves the time open.
    window
        How long the channels of this course stay open, where a run tells; by default as measured.

    Returns
    -------
    Screening
        What the sources say; it cannot be changed afterwards.

    Raises
    ------
    InputError
        An unknown mode.
    """
    opened = window or window_of(study)
    applied = applied_in(study)
    return screen_history(words_of(study), facts_of(study), applied, mode=mode, today=today, window=opened)


def screen_history(
    history: Iterable[str],
    facts: Mapping[str, Fact] | Sequence[Mapping[str, Fact]] | None = None,
    applied: tuple[Applied, ...] = (),
    *,
    mode: str = "label_strict",
    today: date | None = None,
    window: Window | None = None,
) -> Screening:
    """Screen free words and a few facts without a whole study; see `screen`.

    The facts have the keys of `facts_of`; there is one set for each place that is treated.
    """
    if mode not in MODES:
        raise InputError([Fault("mode", f"one of: {', '.join(MODES)}", repr(mode), "choose one of these")])
    rows = rows_of([facts or {}] if facts is None or isinstance(facts, Mapping) else facts, applied, window)
    rules = rules_for(load_rules(), rows)
    age, regions = rows[0].get("age_years"), [row["region"] for row in rows]
    answer = _Answer(mode, tuple(dict.fromkeys(str(region) if region else None for region in regions)))
    for rule in rules.values():
        for row, trigger, unsure in fired_by(rule, [row for row in rows if speaks(rule, row)]):
            said = (*rule.positions, *_said_of(row, rule))
            answer.note(rule, Verdict(rule.classes[mode], unsure), rule.classes["consensus"], trigger, said)
    unknown = [f"{each.active} (topical)" for each in applied if product_of(each) is None]
    for reading in _readings(history, today, float(age) if age is not None else None):
        unknown += reading.not_recognised
        answer.passed += [Passed(words, NO_RULE) for words in reading.ordinary]
        for mention in reading.mentions:
            answer.judge(rules, mention)
    found = {finding.id for finding in answer.findings}
    open_questions = [each for each in answer.questions if found.isdisjoint(rules[each.id].answered_by)]
    return gathered(mode, answer.findings, open_questions, unknown, answer.passed)


def _readings(history: Iterable[str], today: date | None, age: float | None) -> Iterator[Reading]:
    """Yield what each entry says; what reads words is loaded where there are some."""
    for entry in history:
        from needlework.screening.history import read_history
        from needlework.screening.matching import load_lexicon
        from needlework.screening.times import Clock

        lexicon = load_lexicon()
        yield read_history(entry, lexicon, Clock(lexicon.times, today, age))


@dataclass(slots=True)
class _Answer:
    """An answer while it is being gathered, for a mode and the treated regions of the body."""

    mode: str
    regions: tuple[str | None, ...]
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)

    def judge(self, rules: Mapping[str, Rule], mention: Mention) -> None:
        """Hold a mention against every rule."""
        heard = False
        for rule in rules.values():
            verdict = self._gravest(rule, mention, self.mode)
            if verdict is not None:
                heard = True
                past = mention.age[0] if mention.age else 0.0
                said = tuple(position.after(past) for position in rule.positions)
                self.note(rule, verdict, self._usual(rule, mention, verdict), mention.text, said)
        if not heard:
            reasons = dict.fromkeys(why_passed(mention, region) for region in self.regions)
            self.passed.append(Passed(mention.text, "; ".join(reasons)))

    def _gravest(self, rule: Rule, mention: Mention, mode: str) -> Verdict | None:
        """Return what a rule makes of a mention in the region where it weighs most."""
        found = [judge(rule, mention, mode, region) for region in self.regions]
        return min((verdict for verdict in found if verdict), key=_weight, default=None)

    def _usual(self, rule: Rule, mention: Mention, verdict: Verdict) -> str | None:
        """Return the class that most sources give a mention, never graver than the verdict of the mode."""
        milder = self._gravest(rule, mention, "consensus")
        usual = milder.klass if milder else None
        if mention.age and any(t.days and mention.term.name in t.terms for t in rule.triggers):
            usual = rule.usual_after(mention.age[0]) or usual
        return usual and max(usual, verdict.klass or usual, key=CLASSES.index)

    def note(
        self,
        rule: Rule,
        verdict: Verdict,
        usual: str | None,
        trigger: str,
        positions: tuple[Position, ...] | None = None,
    ) -> None:
        """Keep what a rule makes of a trigger; `positions` where more than those of the rule speak to it."""
        if verdict.klass is not None:
            positions = rule.positions if positions is None else positions
            said = (rule.id, rule.condition, verdict.klass, rule.reason, positions, rule.cleared_by)
            self.findings.append(Finding(*said, trigger, usual or CLASSES[-1]))
        if verdict.ask:
            self.questions.append(Question(rule.id, rule.ask, trigger))


def _weight(verdict: Verdict) -> int:
    return CLASSES.index(verdict.klass) if verdict.klass else len(CLASSES)


def _said_of(row: Mapping[str, Fact], rule: Rule) -> Iterator[Position]:
    """Yield what sources say of the product that fired a rule, but for what the rule says itself."""
    active = row.get("topical_active")
    meant = product_of(Applied(str(active), "")) if active and _of_products(rule) else None
    known = {position.source for position in rule.positions}
    for position in meant.positions if meant else ():
        if position.source not in known:
            yield Position(position.source, position.says, position.days[1] if position.days else None)


def _of_products(rule: Rule) -> bool:
    return any(name.startswith("topical_") for condition in rule.facts for name in condition)
