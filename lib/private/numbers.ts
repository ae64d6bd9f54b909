/** Checks a whole number within bounds. */
export function wholeNumber(property: string, value: number, min: number, max: number, remedy: string): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    const bounds = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
    throw new Error(`'${property}' (${value}) must be a whole number ${bounds}: ${remedy}`);
  }
  return value;
}

/** Checks a figure that may be left out where it is not known. */
export function positive(property: string, value: number | undefined, remedy: string): number | undefined {
  if (value !== undefined && !(value > 0)) {
    throw new Error(`'${property}' (${value}) must be more than 0: ${remedy}, or leave it out`);
  }
  return value;
}
