"""A case woven backwards from a provision: what it needs is stated, or done before under a power that is there.

Every choice is a number from 0, and 0 is the simplest: whoever chooses, a strategy of Hypothesis or a
seeded generator, gets a small case from small numbers. Numbers and days are put where a test of a rule
changes its answer. What cannot be arranged is left as it is: a case always comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ..compile import COVERS, OPEN, READING, TODAY, TRY, is_variable
from ..docket import EARLIEST
from ..law import Law
from ..program import Arg, Atom, OneOf, Program, Rule, Tally, Var
from ..provision import Provision
from .edges import Choose
from .stating import DEPTH, Stating
from .thread import DATE, Binding, Cell, Costs, Line

LINES = 36
"""The most facts and actions that the weaving of one provision may bring the case to."""
SIZES = (15, 50, 25, 39, 41)
"""Numbers of members of an assembly; one for a case."""
SHALLOW = 3
"""So deep at most a provision is defeated on purpose."""
MANY = 60
"""Counts above this are left unmet."""


class Loom(Stating):
    """Weaves one case of a law, for a day."""

    def __init__(self, law: Law, choose: Choose, costs: Costs, *, spoils: bool = True) -> None:
        """`costs` are those of the law; with `spoils`, now and then what would defeat a provision is brought about."""
        self.law = law
        self.costs = costs
        self.spoils = spoils
        self.vocabulary = law.pack.vocabulary
        self.choose = choose
        self.facts: list[Line] = []
        self.history: list[Line] = []
        self.asked: list[Line] = []
        self.under: dict[str, str] = {}
        self.size = SIZES[choose(len(SIZES))]
        self._count: dict[str, int] = {}
        self._doing: list[Line] = []
        self._at_work: set[tuple[str, int]] = set()

    # What is woven

    def apply(self, provision: Provision, day: int, *, ask: bool = False) -> Line | None:
        """Weave a case in which a provision applies on a day; the action that it is about is done, or asked about.

        Gives the line of that action; None for a provision that defines a status.
        """
        program = self._program(day)
        name, pattern = provision.conclusion
        if name == "defines":
            rules = [r for r in program.by_head.get(pattern.kind, ()) if r.provision == provision.id]
            if rules:
                self._body(rules[self.choose(len(rules))], {}, day, 0)
            return None
        members = self.vocabulary.members(pattern.kind)
        if not members:
            return None
        kind = members[self.choose(len(members))]
        line = self._attempt(kind, day)
        if name == "permits":
            self._cover(line, provision, day, 0)
        else:  # what is forbidden or due can be done, so that the answer is about more than a missing power
            self._cover(line, provision, day, 0)
            self._empower(line, day, 1, but=provision.id)
        self._complete(line, day, 1)
        (self.asked if ask else self.history).append(line)
        return line

    def fact(self, kind: str) -> None:
        """State a fact of a kind, with all that it refers to."""
        self._state(kind, {}, EARLIEST, 0)

    def action(self, kind: str, day: int, *, ask: bool = False) -> None:
        """An action of a kind on a day, under a power if there is one."""
        line = self._attempt(kind, day)
        self._empower(line, day, 0)
        self._complete(line, day, 1)
        (self.asked if ask else self.history).append(line)

    # Rules

    def _program(self, day: int) -> Program:
        return self.law.program(date.fromordinal(day))

    def _pick(self, rules: Sequence[Rule], binding: Binding, day: int) -> Rule:
        """One of several rules, mostly the one that needs the least, of those that what is there does not rule out."""
        if len(rules) == 1:
            return rules[0]
        costs = self.costs.of(self._program(day))
        able = [rule for rule in rules if self._open_to(rule, binding)] or list(rules)
        able.sort(key=lambda rule: costs[rule.id])
        return able[0] if self.choose(4) < 3 else able[self.choose(len(able))]

    def _open_to(self, rule: Rule, binding: Binding) -> bool:
        """Whether the things that a rule speaks of are not already otherwise than it wants."""
        for atom in rule.atoms:
            spec = self.vocabulary.facts.get(atom.kind)
            if spec is None or spec.id_field is None:
                continue
            args = dict(atom.args)
            named = args.get(spec.id_field)
            if not isinstance(named, Var) or named.name not in binding:
                continue
            name = binding[named.name].value
            line = next((li for li in self.facts if li.kind == atom.kind and self._id(li, spec) == name), None)
            if line is None or not self._fits(line, args, binding):
                return False
        return True

    def _body(self, rule: Rule, binding: Binding, day: int, depth: int) -> bool:
        """Make the conditions of a rule hold on a day; False where some could not."""
        mark = (rule.id, day)
        if depth > DEPTH or mark in self._at_work or len(self.facts) + len(self.history) > LINES:
            return False
        self._at_work.add(mark)
        good = True
        for atom in rule.atoms:
            good = self._ensure(atom, binding, day, depth) and good
        for tally in rule.tallies:
            good = self._number(tally, binding, day, depth) and good
        for test in rule.tests:
            good = self._meet(test, binding, day) and good
        self._at_work.discard(mark)
        return good

    def _ensure(self, atom: Atom, binding: Binding, day: int, depth: int, *, new: bool = False) -> bool:
        """Make one pattern hold."""
        kind = atom.kind
        if kind.startswith(READING):
            return self._read(atom)
        if kind.startswith(TODAY):
            for _, arg in atom.args:
                if isinstance(arg, Var):
                    binding.setdefault(arg.name, Cell(day, DATE, soft=False))
            return True
        if kind in self.vocabulary.facts:
            return self._state(kind, dict(atom.args), day, depth, binding, new=new)
        if kind in self.vocabulary.statuses:
            rules = self._program(day).by_head.get(kind, ())
            if not rules:
                return False
            return self._conclude(self._pick(rules, self._inner(rules, atom, binding), day), atom, binding, day, depth)
        return self._done(kind, atom, binding, day, depth, new=new)

    def _read(self, atom: Atom) -> bool:
        """Choose the reading that a rule is tied to, unless it is the default or another was chosen."""
        args = dict(atom.args)
        name, wanted = str(args["id"]), args["is"]
        values = wanted.values if isinstance(wanted, OneOf) else (wanted,)
        known = self.under.get(name, self.law.pack.reading[name].default)
        if known in values:
            return True
        if name in self.under:
            return False
        self.under[name] = str(values[0])
        return True

    def _inner(self, rules: Sequence[Rule], atom: Atom, binding: Binding) -> Binding:
        """What is known of the variables of rules with one conclusion, where they name them alike."""
        args = dict(atom.args)
        found: Binding = {}
        for rule in rules:
            for name, term in rule.head.args:
                arg = args.get(name)
                if isinstance(term, Var) and isinstance(arg, Var) and arg.name in binding:
                    found.setdefault(term.name, binding[arg.name])
        return found

    def _conclude(self, rule: Rule, atom: Atom, binding: Binding, day: int, depth: int) -> bool:
        """Make a rule conclude a pattern: its body holds, with the fields that the pattern names."""
        inner: Binding = {}
        head = dict(rule.head.args)
        for name, arg in atom.args:
            term = head.get(name)
            known = binding.get(arg.name) if isinstance(arg, Var) else self._constant(arg, name, atom.kind)
            if term is None:
                return False
            if known is None:
                continue
            if isinstance(term, Var):
                inner[term.name] = known
            elif known.value != term and (isinstance(term, OneOf) or not self._settle(known, term)):
                return False
        good = self._body(rule, inner, day, depth + 1)
        for name, arg in atom.args:
            if isinstance(arg, Var) and arg.name not in binding:
                term = head[name]
                if isinstance(term, Var):
                    if term.name not in inner:
                        return False
                    binding[arg.name] = inner[term.name]
                elif not isinstance(term, OneOf):
                    binding[arg.name] = Cell(term, self._spec(atom.kind, name), soft=False)
        return good

    def _constant(self, arg: Arg, name: str, kind: str) -> Cell | None:
        if isinstance(arg, OneOf):
            return Cell(arg.values[self.choose(len(arg.values))], self._spec(kind, name), soft=False)
        assert not isinstance(arg, Var)
        return Cell(arg, self._spec(kind, name), soft=False)

    # Actions

    def _done(self, kind: str, atom: Atom, binding: Binding, day: int, depth: int, *, new: bool) -> bool:
        """Have an action done before, or find one that was."""
        members = self.vocabulary.members(kind)
        args = dict(atom.args)
        if not new:
            for line in self.history:
                shared = self._shared(line.kind, kind, args)
                if (
                    line.kind in members
                    and shared is not None
                    and line.day <= day
                    and self._fits(line, shared, binding)
                ):
                    if self._doing:
                        self._doing[-1].needs.append(line)
                    return self._unify(line, shared, binding)
        able = [m for m in members if self._shared(m, kind, args) is not None]
        if not able or depth > DEPTH:
            return False
        chosen = able[self.choose(len(able))] if len(able) > 1 else able[0]
        shared = self._shared(chosen, kind, args) or {}
        line = self._do(chosen, shared, binding, day, depth)
        return self._unify(line, shared, binding)

    def _shared(self, member: str, kind: str, args: Mapping[str, Arg]) -> dict[str, Arg] | None:
        """The fields of a pattern of a class that an action of it has itself; None where it cannot fit."""
        if member == kind:
            return dict(args)
        if member not in self.vocabulary.actions or kind not in self.vocabulary.actions[member].is_:
            return None
        fixed = self.vocabulary.actions[member].is_[kind]
        own = self.vocabulary.fields(member)
        left: dict[str, Arg] = {}
        for name, arg in args.items():
            if name in fixed:
                wanted = arg.values if isinstance(arg, OneOf) else () if isinstance(arg, Var) else (arg,)
                if wanted and fixed[name] not in wanted:
                    return None
            elif name in own or name in ("order", "act"):
                left[name] = arg
            else:
                return None
        return left

    def _attempt(self, kind: str, day: int) -> Line:
        """An action of which only the day is known."""
        line = Line(kind, {})
        line.cells["on"] = Cell(day, DATE, owner=line)
        return line

    def _do(self, kind: str, args: Mapping[str, Arg], binding: Binding, day: int, depth: int) -> Line:
        """An action done shortly before a day, under a power of its own day."""
        line = self._attempt(kind, max(EARLIEST + 1, day - 1 - self.choose(2)))
        self._fill(line, args, binding)
        if self._doing:
            self._doing[-1].needs.append(line)
        self._empower(line, line.day, depth + 1)
        self._complete(line, line.day, depth + 1)
        self.history.append(line)
        return line

    def _empower(self, line: Line, day: int, depth: int, but: str = "") -> None:
        """Weave what gives a power to do an action."""
        powers = [
            p
            for p in self.law.about(line.kind, date.fromordinal(day))
            if p.conclusion[0] == "permits" and p.id != but and self._meant(p, line)
        ]
        if not powers or depth > DEPTH:
            return
        program = self._program(day)
        opens = {p.id: program.by_head.get(OPEN + p.id, ()) for p in powers}
        costs = self.costs.of(program)
        able = [p for p in powers if any(self._open_to(r, self._known(p, line)) for r in opens[p.id])] or powers
        able.sort(key=lambda p: min((costs[r.id] for r in opens[p.id]), default=0))
        self._cover(line, able[0] if self.choose(4) < 3 else able[self.choose(len(able))], day, depth)

    def _known(self, provision: Provision, line: Line) -> Binding:
        """What an action settles of the variables of a power."""
        terms = provision.conclusion[1].fields.items()
        return {str(t)[1:]: line.cells[n] for n, t in terms if is_variable(t) and n in line.cells}

    def _meant(self, provision: Provision, line: Line) -> bool:
        """Whether the constants of a conclusion leave room for an action."""
        pattern = provision.conclusion[1]
        fixed = self.vocabulary.actions[line.kind].is_.get(pattern.kind, {})
        for name, term in pattern.fields.items():
            if is_variable(term):
                continue
            cell = line.cells.get(name)
            if fixed.get(name, term) != term or (cell is not None and not cell.soft and cell.value != term):
                return False
        return True

    def _cover(self, line: Line, provision: Provision, day: int, depth: int) -> None:
        """Make a power, duty or prohibition cover an action, in its manner too."""
        program = self._program(day)
        rules = program.by_head.get(COVERS + provision.id, ())
        openers = program.by_head.get(OPEN + provision.id, ())
        if not rules or not openers or depth > DEPTH:
            return
        rule = rules[self.choose(len(rules))] if len(rules) > 1 else rules[0]
        tried = rule.atoms[0]
        args = self._shared(line.kind, tried.kind.removeprefix(TRY), dict(tried.args))
        if args is None:
            return
        binding: Binding = {}
        self._doing.append(line)
        taken = {n: a for n, a in args.items() if n != "act"}
        known = {n: a for n, a in taken.items() if n in line.cells or not isinstance(a, Var)}
        own = self.vocabulary.kinds[line.kind][1].id_field
        if own in taken and own not in line.cells:
            line.cells[own] = self._make(line, own, self._spec(line.kind, own), day, depth)
            known[own] = taken[own]
        self._fill(line, {n: a for n, a in known.items() if n not in line.cells}, binding)
        self._unify(line, known, binding)
        self._body(self._pick(openers, binding, day), binding, day, depth + 1)
        for name, arg in taken.items():
            if name not in line.cells and isinstance(arg, Var) and arg.name in binding:
                cell = binding[arg.name]
                line.cells[name] = Cell(cell.value, self._spec(line.kind, name), soft=False)
        self._unify(line, taken, binding)
        for atom in rule.atoms[2:]:
            self._ensure(atom, binding, day, depth + 1)
        for test in rule.tests:
            self._meet(test, binding, day)
        self._doing.pop()

    # Numbers and days

    def _number(self, tally: Tally, binding: Binding, day: int, depth: int) -> bool:
        """Bring about as many as a count asks for, now and then one fewer or one more."""
        if tally.op == "==" and tally.number == 0 and depth < SHALLOW and self.spoils and self.choose(8) == 7:
            return not self._ensure(tally.atom, dict(binding), day, depth + 1)
        if tally.op not in (">=", ">", "==") or tally.number + (tally.op == ">") == 0 or tally.number > MANY:
            return True
        wanted = tally.number + (tally.op == ">") + self._beside()
        for _ in range(max(0, wanted)):
            if not self._ensure(tally.atom, dict(binding), day, depth + 1, new=True):
                return False
        return wanted >= tally.number
