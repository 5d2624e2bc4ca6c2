import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { Squares } from './difference-of-squares.js';

describe('difference-of-squares', () => {
  const squares1 = new Squares(1);
  const squares5 = new Squares(5);
  const squares100 = new Squares(100);

  describe('Square the sum of the numbers up to the given number', () => {
    test('square of sum 1', () => {
      assert.equal(squares1.squareOfSum, 1);
    });

    test('square of sum 5', () => {
      assert.equal(squares5.squareOfSum, 225);
    });

    test('square of sum 100', () => {
      assert.equal(squares100.squareOfSum, 25502500);
    });
  });

  describe('Sum the squares of the numbers up to the given number', () => {
    test('sum of squares 1', () => {
      assert.equal(squares1.sumOfSquares, 1);
    });

    test('sum of squares 5', () => {
      assert.equal(squares5.sumOfSquares, 55);
    });

    test('sum of squares 100', () => {
      assert.equal(squares100.sumOfSquares, 338350);
    });
  });

  describe('Subtract sum of squares from square of sums', () => {
    test('difference of squares 1', () => {
      assert.equal(squares1.difference, 0);
    });

    test('difference of squares 5', () => {
      assert.equal(squares5.difference, 170);
    });

    test('difference of squares 100', () => {
      assert.equal(squares100.difference, 25164150);
    });
  });
});
