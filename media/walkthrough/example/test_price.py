import unittest

from price import cheapest, total


class TotalTest(unittest.TestCase):
    def test_without_discount(self):
        self.assertEqual(total([10, 20], 0), 30)

    def test_with_discount(self):
        self.assertEqual(total([10, 20], 10), 27)

    def test_half_price(self):
        self.assertEqual(total([5, 7], 50), 6)

    def test_for_nothing(self):
        self.assertEqual(total([3], 100), 0)


class CheapestTest(unittest.TestCase):
    def test_of_several(self):
        self.assertEqual(cheapest([3, 1, 2]), 1)

    def test_of_equals(self):
        self.assertEqual(cheapest([2, 2]), 2)

    def test_with_the_last(self):
        self.assertEqual(cheapest([9, 8, 7]), 7)

    def test_of_none(self):
        self.assertEqual(cheapest([]), 0)


if __name__ == "__main__":
    unittest.main()
