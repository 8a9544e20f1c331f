"""Facts stated so that a pattern of a rule fits them: one that is there, changed where it may be, else a new one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from ..docket import EARLIEST
from ..law import Law
from ..program import Arg, OneOf, Var
from ..vocabulary import FieldType, Kind, Value, Vocabulary
from .edges import Edges
from .thread import Binding, Cell, Line

DEPTH = 9
"""How many conditions deep a case is woven."""


class Stating(Edges, ABC):
    """States facts, and finds or makes what they refer to."""

    law: Law
    vocabulary: Vocabulary
    size: int
    facts: list[Line]
    history: list[Line]
    _count: dict[str, int]

    @abstractmethod
    def _do(self, kind: str, args: Mapping[str, Arg], binding: Binding, day: int, depth: int) -> Line:
        """An action done shortly before a day."""

    def _spec(self, kind: str, name: str) -> FieldType:
        return self.vocabulary.fields(kind)[name]

    def _state(
        self,
        kind: str,
        args: Mapping[str, Arg],
        day: int,
        depth: int,
        binding: Binding | None = None,
        *,
        new: bool = False,
    ) -> bool:
        """State a fact that fits, or find one that is there."""
        binding = binding if binding is not None else {}
        spec = self.vocabulary.facts[kind]
        named = args.get(spec.id_field or "")
        if isinstance(named, Var) and named.name in binding:
            known = [li for li in self.facts if li.kind == kind and self._id(li, spec) == binding[named.name].value]
            return bool(known) and self._unify(known[0], args, binding)
        if not new:
            for line in self.facts:
                if line.kind == kind and self._fits(line, args, binding):
                    return self._unify(line, args, binding)
        line = Line(kind, {})
        self._fill(line, args, binding)
        self._complete(line, day, depth + 1)
        self.facts.append(line)
        return self._unify(line, args, binding)

    def _id(self, line: Line, spec: Kind) -> Value | None:
        cell = line.cells.get(spec.id_field or "")
        return cell.value if cell else None

    def _fits(self, line: Line, args: Mapping[str, Arg], binding: Binding) -> bool:
        own = self._id(line, self.vocabulary.kinds[line.kind][1])
        for name, arg in args.items():
            cell = line.cells.get(name)
            wanted = self._wanted(arg, binding)
            if wanted and cell is not None and cell.value not in wanted and not self._can(cell, wanted):
                return False
            if own in wanted and (cell is None or cell.spec.type != "id"):  # nothing lies within itself
                return False
        return True

    def _wanted(self, arg: Arg, binding: Binding) -> tuple[Value, ...]:
        """The values of which a term must be one; none where any will do."""
        if isinstance(arg, OneOf):
            return arg.values
        if isinstance(arg, Var):
            return (binding[arg.name].value,) if arg.name in binding else ()
        return (arg,)

    def _can(self, cell: Cell, wanted: tuple[Value, ...]) -> bool:
        """Whether a cell may still get another value; a reference to something else is another thing."""
        return cell.soft and cell.spec.type not in ("ref", "id") and bool(wanted)

    def _unify(self, line: Line, args: Mapping[str, Arg], binding: Binding) -> bool:
        good = True
        for name, arg in args.items():
            if name in ("order", "act") and line.kind in self.vocabulary.actions:
                if isinstance(arg, Var):
                    binding.setdefault(arg.name, line.cells["on"])
                continue
            cell = line.cells.get(name)
            if cell is None:
                cell = line.cells[name] = self._make(line, name, self._spec(line.kind, name), EARLIEST, DEPTH)
            if isinstance(arg, Var):
                known = binding.get(arg.name)
                if known is None:
                    binding[arg.name] = cell
                elif known is not cell and known.value != cell.value:
                    if cell.soft and cell.spec.type not in ("id",):
                        self._settle(cell, known.value)
                    else:
                        good = self._settle(known, cell.value) and good
                continue
            values = self._wanted(arg, binding)
            if cell.value not in values:
                good = self._settle(cell, values[self.choose(len(values))]) and good
            cell.soft = False
        return good

    def _fill(self, line: Line, args: Mapping[str, Arg], binding: Binding) -> None:
        """Give a new line the fields that a pattern names."""
        for name, arg in args.items():
            if name in ("order", "act", "on") and line.kind in self.vocabulary.actions:
                continue
            spec = self._spec(line.kind, name)
            wanted = self._wanted(arg, binding)
            if wanted and spec.type != "id":
                hard = not isinstance(arg, Var)
                value = wanted[self.choose(len(wanted))] if len(wanted) > 1 else wanted[0]
                if isinstance(arg, Var) and binding[arg.name].spec.type == spec.type != "ref":
                    line.cells[name] = binding[arg.name]
                else:
                    line.cells[name] = Cell(value, spec, soft=not hard, fresh=False)

    def _complete(self, line: Line, day: int, depth: int) -> None:
        """Give a line the fields that it must have."""
        for name, spec in self.vocabulary.kinds[line.kind][1].fields.items():
            if name not in line.cells and not spec.optional:
                line.cells[name] = self._make(line, name, spec, day, depth)

    def _make(self, line: Line, name: str, spec: FieldType, day: int, depth: int) -> Cell:
        """A value for a field of which nothing is known."""
        value: Value
        match spec.type:
            case "id":
                value = self._name(line.kind)
            case "ref":
                value = self._thing(spec, day, depth, self._id(line, self.vocabulary.kinds[line.kind][1]))
            case "enum":
                value = spec.values[self.choose(len(spec.values))]
            case "bool":
                value = self.choose(2) == 1
            case "date":
                value = max(EARLIEST, day - self.choose(2)) if day > EARLIEST else self._some_day()
            case "ratio":
                value = ("1/2", "1/3", "2/3")[self.choose(3)]
            case _:
                value = min(max(self.size, spec.min), spec.max)
        return Cell(value, spec)

    def _some_day(self) -> int:
        return min((line.day for line in self.history), default=self.law.pack.provisions[0].in_force.first.toordinal())

    def _name(self, kind: str) -> str:
        self._count[kind] = self._count.get(kind, 0) + 1
        return f"{kind}-{self._count[kind]}"[-64:]

    def _thing(self, spec: FieldType, day: int, depth: int, but: Value | None = None) -> str:
        """The id of a thing that a reference may lead to: one that is there, else a new one."""
        there = [
            str(name)
            for line in (*self.facts, *self.history)
            if line.kind in spec.to
            and (name := self._id(line, self.vocabulary.kinds[line.kind][1])) is not None
            and name != but
        ]
        if there:
            return there[self.choose(len(there))] if len(there) > 1 else there[0]
        for kind in sorted(spec.to, key=lambda k: k in self.vocabulary.actions):
            if kind in self.vocabulary.facts:
                self._state(kind, {}, day, depth, new=True)
                return str(self._id(self.facts[-1], self.vocabulary.facts[kind]))
        kind = spec.to[self.choose(len(spec.to))]
        line = self._do(kind, {}, {}, day if day > EARLIEST else self._some_day(), depth)
        return str(self._id(line, self.vocabulary.kinds[kind][1]))
