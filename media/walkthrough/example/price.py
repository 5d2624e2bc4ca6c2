"""What a basket costs."""


def total(prices, discount):
    """The sum of all prices, less a discount in percent."""
    return sum(prices) * (100 - discount) / 100


def cheapest(prices):
    """The lowest price; nothing costs nothing."""
    if not prices:
        return 0
    return max(prices)
