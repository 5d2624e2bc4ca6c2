"""Compares a QuixBugs program with its reference on generated inputs.

    python3 compare.py PROGRAM INPUTS

runs in the workspace, where PROGRAM.py and reference_PROGRAM.py lie. Exit status 0: they agree on
every input (or the program has no generator here), 1: they do not. Inputs keep the preconditions
that the programs state, and only those of which every right answer is the same.
"""

import importlib
import os
import random
import sys


def ints(r, most=9, low=-20, high=20):
    return [r.randint(low, high) for _ in range(r.randint(0, most))]


def unique(r, most=9, least=0):
    return r.sample(range(-30, 30), r.randint(least, most))


def text(r, most=7, letters="abc"):
    return "".join(r.choice(letters) for _ in range(r.randint(0, most)))


def nested(r, depth=3):
    if depth == 0 or r.random() < 0.4:
        return r.randint(0, 9)
    return [nested(r, depth - 1) for _ in range(r.randint(0, 3))]


def infix(r):
    tokens = [r.randint(0, 20)]
    for _ in range(r.randint(0, 5)):
        tokens += [r.choice("+-*/"), r.randint(0, 20)]
    return tokens


def postfix(r, depth=3):
    if depth == 0 or r.random() < 0.3:
        return [float(r.randint(1, 20))]
    return postfix(r, depth - 1) + postfix(r, depth - 1) + [r.choice("+-*/")]


def nearly_sorted(r):
    values, k = sorted(unique(r)), r.randint(0, 4)
    blocks = [values[i : i + k + 1] for i in range(0, len(values), k + 1)]
    for block in blocks:
        r.shuffle(block)
    return [value for block in blocks for value in block], k


def palindrome(r):
    half = [r.randint(1, 9)] + [r.choice([0, 9, 9, r.randint(0, 9)]) for _ in range(r.randint(0, 3))]
    return half + half[::-1][r.randint(0, 1) :]


def permutation(r):
    values = unique(r, 6, 2)
    return values if values != sorted(values, reverse=True) else sorted(values)


def pegs(r):
    start, end = r.sample([1, 2, 3], 2)
    return r.randint(0, 5), start, end


def edges(r, low=1):
    count = r.randint(2, 6)
    pairs = [(a, b) for a in range(count) for b in range(count) if a != b and r.random() < 0.5]
    return count, {pair: r.randint(low, 20) for pair in pairs}


def weights_from_zero(r):
    _, weights = edges(r)
    return 0, {**weights, (0, 1): 7}


def tree(r):
    """A connected graph whose weights differ, so that its spanning tree is the only one."""
    count = r.randint(2, 7)
    pairs = {(r.randrange(b), b) for b in range(1, count)}
    pairs |= {(a, b) for b in range(count) for a in range(b) if r.random() < 0.4}
    return (dict(zip(sorted(pairs), r.sample(range(1, 100), len(pairs)))),)


def chain(r):
    """Successors of a linked list's nodes by number, perhaps going back at the end."""
    count = r.randint(1, 6)
    return count, r.randrange(count) if r.random() < 0.5 else None


def linked(count, back):
    from node import Node

    nodes = [Node(i) for i in range(count)]
    for node, successor in zip(nodes, nodes[1:]):
        node.successor = successor
    nodes[-1].successor = None if back is None else nodes[back]
    return (nodes[0],)


def digraph(count, weights):
    from node import Node

    nodes = [Node(i) for i in range(count)]
    for node in nodes:
        node.successors = [nodes[b] for a, b in weights if a == node.value]
    return nodes[0], nodes[-1]


def values_of(node):
    values = []
    while node and len(values) < 100:
        values.append(node.value)
        node = node.successor
    return values


GENERATORS = {
    "bitcount": lambda r: (r.randint(0, 5000),),
    "breadth_first_search": edges,
    "bucketsort": lambda r: (ints(r, low=0, high=9), 10),
    "depth_first_search": edges,
    "detect_cycle": chain,
    "find_first_in_sorted": lambda r: (sorted(ints(r, high=0)), r.randint(-21, 1)),
    "find_in_sorted": lambda r: (sorted(unique(r)), r.randint(-30, 30)),
    "flatten": lambda r: ([nested(r) for _ in range(r.randint(0, 4))],),
    "gcd": lambda r: (r.randint(0, 200), r.randint(0, 200)),
    "get_factors": lambda r: (r.randint(1, 400),),
    "hanoi": pegs,
    "is_valid_parenthesization": lambda r: (text(r, 8, "()"),),
    "kheapsort": nearly_sorted,
    "knapsack": lambda r: (
        r.randint(1, 40),
        [[r.randint(1, 15), r.randint(1, 20)] for _ in range(r.randint(0, 6))],
    ),
    "kth": lambda r: (lambda arr: (arr, r.randrange(len(arr))))(ints(r) + [r.randint(-20, 20)]),
    "lcs_length": lambda r: (text(r), text(r)),
    "levenshtein": lambda r: (text(r, 5), text(r, 5)),
    "lis": lambda r: (unique(r),),
    "longest_common_subsequence": lambda r: (text(r, 6), text(r, 6)),
    "max_sublist_sum": lambda r: (ints(r),),
    "mergesort": lambda r: (ints(r),),
    "minimum_spanning_tree": tree,
    "next_palindrome": lambda r: (palindrome(r),),
    "next_permutation": lambda r: (permutation(r),),
    "pascal": lambda r: (r.randint(1, 12),),
    "possible_change": lambda r: (r.sample(range(1, 15), r.randint(1, 4)), r.randint(0, 40)),
    "powerset": lambda r: (unique(r, 5),),
    "quicksort": lambda r: (ints(r),),
    "reverse_linked_list": lambda r: (r.randint(1, 6), None),
    "rpn_eval": lambda r: (postfix(r),),
    "shortest_path_lengths": edges,
    "shortest_paths": weights_from_zero,
    "shunting_yard": lambda r: (infix(r),),
    "sieve": lambda r: (r.randint(1, 100),),
    "sqrt": lambda r: (r.randint(1, 200), r.choice([0.5, 0.1, 0.01])),
    "subsequences": lambda r: (lambda a: (a, a + r.randint(0, 5), r.randint(1, 4)))(r.randint(-5, 5)),
    "to_base": lambda r: (r.randint(1, 5000), r.randint(2, 36)),
    "wrap": lambda r: (" ".join(text(r, 6, "ab") + "c" for _ in range(8)), r.randint(8, 20)),
}

# Programs on nodes: how their arguments are made from what was generated.
BUILDERS = {
    "breadth_first_search": digraph,
    "depth_first_search": digraph,
    "detect_cycle": linked,
    "reverse_linked_list": linked,
}

# What of a result counts, where it is not the result itself.
READERS = {
    "flatten": list,
    "kheapsort": list,
    "longest_common_subsequence": len,
    "reverse_linked_list": values_of,
}


def result(name, function, generated):
    arguments = eval(repr(generated))  # a copy: programs may change their arguments
    if name in BUILDERS:
        arguments = BUILDERS[name](*arguments)
    try:
        return READERS.get(name, lambda value: value)(function(*arguments))
    except Exception as error:  # which one is no part of what a program promises
        return Exception, type(error).__name__


def agree(name, ours, expected, generated):
    if isinstance(expected, tuple) and expected[:1] == (Exception,):
        return True  # the reference promises nothing there
    if name == "sqrt":
        return isinstance(ours, (int, float)) and abs(ours - expected) <= 2 * generated[-1]
    return ours == expected


def main(name, inputs):
    sys.path.insert(0, os.getcwd())
    ours = getattr(importlib.import_module(name), name)
    reference = getattr(importlib.import_module("reference_" + name), name)
    generator = GENERATORS.get(name)
    for seed in range(inputs if generator else 0):
        generated = generator(random.Random(seed))
        expected = result(name, reference, generated)
        got = result(name, ours, generated)
        if not agree(name, got, expected, generated):
            print(f"{name}{generated!r}: {got!r}, the reference: {expected!r}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
