import { type Size, SizeRoundingBehavior } from 'cdk8s';

/** Checks a size that is written in whole mebibytes. */
export function mebibytes(property: string, size: Size, remedy: string): number {
  const value = size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`'${property}' (${value}Mi) must be a whole number of mebibytes of 1 or more: write ${remedy}`);
  }
  return value;
}
