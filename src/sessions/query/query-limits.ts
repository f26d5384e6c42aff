import type { AppError } from '../../errors.ts';

/** Levels of criteria and of `not` within each other, the outermost one included. */
export const MAX_QUERY_DEPTH = 50;

/** Conditions of one query. Criteria that hold none, and empty lists of criteria, count as one. */
export const MAX_CONDITIONS = 2_000;

/** Values of all lists of one query together, and words to search for. */
export const MAX_OPERANDS = 5_000;

/** Characters of a text to search for. */
export const MAX_SEARCH_LENGTH = 1_000;

/** What a query has used of the limits so far. */
export interface QueryBudget {
  conditions: number;
  operands: number;
}

/** Makes the error that says where the query is at fault. */
export type Refuse = (message: string) => AppError;

/** A budget of which nothing is used. */
export function createBudget(): QueryBudget {
  return { conditions: 0, operands: 0 };
}

/** @throws {AppError} of `refuse`, beyond {@link MAX_QUERY_DEPTH}. */
export function checkDepth(depth: number, refuse: Refuse): void {
  if (depth > MAX_QUERY_DEPTH) {
    throw refuse(`Expected at most ${MAX_QUERY_DEPTH} levels of conditions, got more.`);
  }
}

/** @throws {AppError} of `refuse`, beyond {@link MAX_CONDITIONS}. */
export function spendConditions(budget: QueryBudget, count: number, refuse: Refuse): void {
  budget.conditions += count;
  if (budget.conditions > MAX_CONDITIONS) {
    throw refuse(`Expected at most ${MAX_CONDITIONS} conditions in one query, got more.`);
  }
}

/** @throws {AppError} of `refuse`, beyond {@link MAX_OPERANDS}. */
export function spendOperands(budget: QueryBudget, count: number, refuse: Refuse): void {
  budget.operands += count;
  if (budget.operands > MAX_OPERANDS) {
    throw refuse(`Expected at most ${MAX_OPERANDS} values in the lists of one query, got more.`);
  }
}

/** @throws {AppError} of `refuse`, beyond {@link MAX_SEARCH_LENGTH}. */
export function checkSearchLength(text: string, refuse: Refuse): void {
  if (text.length > MAX_SEARCH_LENGTH) {
    throw refuse(`Expected at most ${MAX_SEARCH_LENGTH} characters, got ${text.length}.`);
  }
}
