"""Lines of the tree and the nodes that they draw: added when a branch is opened, rewritten in place, released."""

from dataclasses import dataclass
from itertools import islice

from rich.text import Text
from textual.widgets.tree import TreeNode

from edge_tui.model.node import Node
from edge_tui.model.text import visible
from edge_tui.tui.response.sentence_rows import SentenceRows
from edge_tui.tui.widgets.further_rows import FurtherRow

# Children added at once; a node at the end stands for the rest.
_BATCH_SIZE = 300
_MAX_EXPANDED = 400


@dataclass(frozen=True, slots=True)
class Rest:
    """The children that are not shown yet."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class TreePlace:
    """The node under the cursor, as labels and pointers from the top, and the scroll position.

    Without `opens` it is the nearest node above that isn't folded.
    """

    path: tuple[tuple[str, str | None], ...] = ()
    scrolled: int = 0
    opens: bool = True


Line = TreeNode[Node | Rest | FurtherRow]


def place_of(line: Line | None, root: Line, scrolled: int) -> TreePlace:
    """Where a line is, for another drawing of the outline."""
    path = []
    while line is not None and isinstance(line.data, Node) and line is not root:
        path.append((line.data.label, line.data.pointer))
        line = line.parent
    return TreePlace(tuple(reversed(path)), scrolled)


def depth_of(line: Line, root: Line) -> int:
    """How many branches are above a line, without the root."""
    depth, above = 0, line.parent
    while above is not None and above is not root:
        depth, above = depth + 1, above.parent
    return depth


class TreeLines:
    """Adds the lines of a branch when they are first needed, and the further rows of its sentences."""

    def __init__(self, guide_depth: int) -> None:
        self.rows = SentenceRows(guide_depth)

    def add(self, branch: Line, nodes: tuple[Node, ...]) -> None:
        """Adds nodes to a branch, a batch at most, with those open that ask for it."""
        added = [
            (branch.add(Text(visible(node.label)), node, allow_expand=node.has_children), node)
            for node in islice(nodes, _BATCH_SIZE)
        ]
        # The column of the labels is known once all are added, and what is below one may be aligned with it.
        for line, node in added:
            if node.opened and node.has_children:
                self.add(line, node.children())
                line.expand()
        if len(nodes) > _BATCH_SIZE:
            branch.add_leaf(
                Text(f"… {len(nodes) - _BATCH_SIZE:,} more · enter shows the next {_BATCH_SIZE}"),
                Rest(nodes[_BATCH_SIZE:]),
            )
        self.rows.fill(branch)

    def fill(self, branch: Line) -> bool:
        """Adds the children of a branch if they aren't there yet; whether it did."""
        if isinstance(branch.data, Node) and not branch.children:
            self.add(branch, branch.data.children())
            return True
        return False

    def open_to(self, root: Line, place: TreePlace) -> Line:
        """Opens the branches down to a place; returns its line, or the nearest one above that there is."""
        line = root
        for key in place.path:
            if not place.opens and not line.is_expanded:
                break
            self.fill(line)
            line.expand()
            nodes = ((child, child.data) for child in line.children)
            match = next((c for c, node in nodes if isinstance(node, Node) and (node.label, node.pointer) == key), None)
            if match is None:
                break
            line = match
        return line

    @staticmethod
    def group_beside(root: Line, line: Line | None, step: int) -> Line | None:
        """The line of the first level that is `step` lines from the one that a line belongs to."""
        while line is not None and line.parent is not None and line.parent is not root:
            line = line.parent
        groups = [each for each in root.children if isinstance(each.data, Node)]
        return groups[min(max(groups.index(line) + step, 0), len(groups) - 1)] if line in groups else None

    def add_rest(self, line: Line) -> Line | None:
        """Adds the next batch in the place of the line that stands for the rest; returns the first new line."""
        branch, rest = line.parent, line.data
        if not isinstance(rest, Rest) or branch is None:
            return None
        line.remove()
        first = len(branch.children)
        self.add(branch, rest.children)
        return branch.children[first]

    def expand_below(self, top: Line) -> None:
        """Opens everything below a line, up to a few hundred lines."""
        waiting, opened = [top], 0
        while waiting and opened < _MAX_EXPANDED:
            branch = waiting.pop(0)
            if branch.allow_expand:
                self.fill(branch)
                branch.expand()
                opened += len(branch.children)
                waiting.extend(branch.children)

    @staticmethod
    def release(root: Line) -> None:
        """Detaches lines from their nodes.

        Lines reference each other, so only the garbage collector frees them; a large response must not wait for it.
        """
        waiting = [root]
        while waiting:
            line = waiting.pop()
            line.data = None
            waiting.extend(line.children)

    def rewrite(self, branch: Line, outline: Node) -> bool:
        """Gives the drawn lines of a branch the nodes of another outline.

        False if it has other nodes, also halfway; then it has to be drawn again.
        """
        drawn = [child for child in branch.children if isinstance(child.data, Node)]
        nodes = outline.children() if drawn else ()
        has_rest = any(isinstance(child.data, Rest) for child in branch.children)
        if len(drawn) != len(nodes) and not (has_rest and len(drawn) < len(nodes)):
            return False
        for child, node in zip(drawn, nodes, strict=False):
            was = child.data
            if not isinstance(was, Node) or (was.label, was.pointer) != (node.label, node.pointer):
                return False
            child.data = node
            if (was.value, was.tone) != (node.value, node.tone):
                child.set_label(Text(visible(node.label)))
            if not self.rewrite(child, node):
                return False
        return True
