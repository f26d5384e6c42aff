/**
 * Keys that one statement asks for. SQLite's adapter takes 998 in a list, and beyond that cannot
 * keep an order.
 */
export const MAX_KEYS = 500;
