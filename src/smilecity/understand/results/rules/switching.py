"""Which cells of a two-way table must be hidden so that nobody who knows all its sums can work out those that matter.

Why it holds (Gusfield, A graph theoretic approach to statistical data security, SIAM J. Comput. 17, 1988). Rows and
columns are nodes, hidden cells are edges. One person more in a cell, one less in another of its column, one more in
another of that row, and so on round a cycle, leaves every sum and every cell shown as it was: the reader would see
the same page. Conversely, two tables that share sums and shown cells differ by such cycles only. So a hidden cell has
a second possible value if and only if a cycle leads through it whose cells that lose somebody have somebody to lose.
What has two possible values is no linear combination of what is shown.

The cheapest cycle is taken. Prices come from public sums and from a secret, the same for the same survey every time,
so that nobody who knows this rule can say which cycle another table would have got. By the same secret one of four
zeros is hidden though nothing asks for it, so that what is hidden need not have been small.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heappop, heappush

_SECRETS = 8
_ZEROS_DRAWN = 2
Cell = tuple[int, int]
Counts = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Grid:
    """A table whose sums are known. `gives`: whether a cell could do with one person less; `secret`: what is drawn."""

    counts: tuple[tuple[int, ...], ...]
    gives: tuple[tuple[bool, ...], ...]
    secret: bytes

    @property
    def can_hide(self) -> bool:
        """Say whether hiding every cell would hide any: one line alone is its own sum."""
        columns = [sum(column) for column in zip(*self.counts, strict=True)]
        return sum(map(any, self.counts)) > 1 and sum(total > 0 for total in columns) > 1


def grid_of(counts: Counts, secret: bytes) -> Grid:
    """Return a table in which everybody may stand in another cell."""
    return Grid(tuple(map(tuple, counts)), tuple(tuple(count > 0 for count in row) for row in counts), secret)


def lines_of(number: int, hidden: Iterable[int]) -> list[tuple[int, ...]]:
    """Return the lines of a table of which only sums are known: each shown line, and the hidden ones as one, last."""
    together = tuple(sorted(set(hidden)))
    alone: list[tuple[int, ...]] = [(line,) for line in range(number) if line not in together]
    return [*alone, together] if together else alone


def merged(grid: Grid, rows: Sequence[Sequence[int]], columns: Sequence[Sequence[int]]) -> Grid:
    """Return the table with these rows and columns put together."""
    return Grid(
        tuple(tuple(sum(grid.counts[i][j] for i in row for j in column) for column in columns) for row in rows),
        tuple(tuple(any(grid.gives[i][j] for i in row for j in column) for column in columns) for row in rows),
        grid.secret,
    )


def hide(grid: Grid, matters: Iterable[Cell], anyway: Iterable[Cell]) -> frozenset[Cell] | None:
    """Return the cells to hide so that each that matters has another possible value; None: there is no way."""
    wanted = sorted(set(matters))
    net = _Net(grid, {*wanted, *anyway})
    for cell in wanted:
        if not net.switches(cell) and not net.open(cell):
            return None
    for cell in _decoys(grid, net.hidden):
        net.add(cell)
        if not net.switches(cell):
            net.open(cell)
    return frozenset(net.hidden)


def _decoys(grid: Grid, hidden: Collection[Cell]) -> list[Cell]:
    """Return zeros to be hidden, too, by lot: one of four that do not follow from their sums."""
    columns = [any(column) for column in zip(*grid.counts, strict=True)]
    zeros = (
        (i, j)
        for i, row in enumerate(grid.counts)
        for j, count in enumerate(row)
        if not count and any(row) and columns[j] and (i, j) not in hidden
    )
    return [cell for cell in zeros if _drawn(b"zero" + grid.secret, *cell) <= _ZEROS_DRAWN]


class _Net:
    """The table as a directed graph: a row leads to a column by a cell that gains, a column to a row by one that gives.

    Nodes are numbered: first the rows, then the columns. The sets of neighbours are kept as bits.
    """

    def __init__(self, grid: Grid, hidden: set[Cell]) -> None:
        self.grid, self.hidden = grid, hidden
        self.rows, self.columns = len(grid.counts), len(grid.counts[0])
        self.weights = _weights(grid)
        self.reach = [0] * (self.rows + self.columns)
        for cell in tuple(hidden):
            self.add(cell)

    def add(self, cell: Cell) -> None:
        """Hide a cell."""
        self.hidden.add(cell)
        row, column = cell
        self.reach[row] |= 1 << (self.rows + column)
        if self.grid.gives[row][column]:
            self.reach[self.rows + column] |= 1 << row

    def switches(self, cell: Cell) -> bool:
        """Say whether hidden cells already make a cycle through this one, in either direction."""
        row, column = cell[0], self.rows + cell[1]
        return self._leads(column, row) or (self.grid.gives[cell[0]][cell[1]] and self._leads(row, column))

    def _leads(self, start: int, goal: int) -> bool:
        """Say whether hidden cells lead from one end of a cell to the other, not by that cell itself."""
        seen, new = 1 << start, self.reach[start] & ~(1 << goal)
        while new:
            seen |= new
            if seen >> goal & 1:
                return True
            found = 0
            for node in _bits(new):
                found |= self.reach[node]
            new = found & ~seen
        return False

    def open(self, cell: Cell) -> bool:
        """Hide what makes the cheapest cycle through a cell; say whether there is one."""
        row, column = cell[0], self.rows + cell[1]
        ways = [self._cheapest(column, row)]
        if self.grid.gives[cell[0]][cell[1]]:
            ways.append(self._cheapest(row, column))
        cheapest = min((way for way in ways if way), key=lambda way: way[0], default=None)
        if cheapest is None:
            return False
        for other in cheapest[1]:
            self.add(other)
        return True

    def _cheapest(self, start: int, goal: int) -> tuple[int, list[Cell]] | None:
        """Return the price and the cells of the cheapest way between the ends of a cell, not by itself (Dijkstra)."""
        best, before = {start: 0}, {start: start}
        waiting = [(0, start)]
        while waiting:
            price, node = heappop(waiting)
            if node == goal:
                return price, self._walked(before, goal)
            if price > best[node]:
                continue
            for following, step in self._steps(node):
                total = price + step
                if (node, following) != (start, goal) and total < best.get(following, total + 1):
                    best[following], before[following] = total, node
                    heappush(waiting, (total, following))
        return None

    def _steps(self, node: int) -> Iterable[tuple[int, int]]:
        """Yield where one may go from a row or column, and what hiding that cell costs."""
        if node < self.rows:
            for column in range(self.columns):
                yield self.rows + column, self._price((node, column))
            return
        column = node - self.rows
        for row in range(self.rows):
            if self.grid.gives[row][column]:
                yield row, self._price((row, column))

    def _price(self, cell: Cell) -> int:
        return 0 if cell in self.hidden else self.weights[cell[0]][cell[1]]

    def _walked(self, before: dict[int, int], goal: int) -> list[Cell]:
        cells, node = [], goal
        while before[node] != node:
            ends = sorted((node, before[node]))
            cells.append((ends[0], ends[1] - self.rows))
            node = before[node]
        return cells


def _weights(grid: Grid) -> list[list[int]]:
    """Return the price of hiding each cell: more, the more people its sums let expect there; times a secret 1 to 8."""
    columns = [sum(column) for column in zip(*grid.counts, strict=True)]
    everybody = sum(columns) or 1
    return [
        [
            (1 + (sum(row) * total // everybody).bit_length()) * _drawn(grid.secret, i, j)
            for j, total in enumerate(columns)
        ]
        for i, row in enumerate(grid.counts)
    ]


def _drawn(secret: bytes, row: int, column: int) -> int:
    return 1 + blake2b(b"%d:%d" % (row, column), key=secret[:64], digest_size=1).digest()[0] % _SECRETS


def _bits(number: int) -> Iterable[int]:
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
