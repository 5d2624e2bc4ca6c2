import unittest

from gcd import gcd


class Gcd(unittest.TestCase):
    def check(self, args, expected):
        self.assertEqual(gcd(*args), expected)

    def test_01(self):
        self.check(*[[17, 0], 17])

    def test_02(self):
        self.check(*[[13, 13], 13])

    def test_03(self):
        self.check(*[[37, 600], 1])

    def test_04(self):
        self.check(*[[20, 100], 20])

    def test_05(self):
        self.check(*[[624129, 2061517], 18913])

    def test_06(self):
        self.check(*[[3, 12], 3])
