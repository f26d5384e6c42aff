/** Every warning about a document, with the meaning the documentation prints. */
export const RTA_CODES = {
  BYTE_ORDER_MARK: 'The text starts with a byte order mark, which is passed over.',
  UNKNOWN_MEMBER: 'An object has a member that configurations do not know; it is left out.',
  MISSING_DESC: 'A parameter has no `desc`.',
  MISSING_CONV: 'A parameter has no `conv`; it is 1:1.',
  MISSING_FUNC: 'A virtual parameter has no `func`.',
  FUNC_OF_STANDARD: 'A standard parameter has a `func`; it is taken as virtual.',
  FUNCTION_NOT_EVALUATED: 'A function is kept and not evaluated; the message says why.',
  FORMAT_UNUSABLE: 'No value can be written in this format; `%g` is used.',
  REPEATED_ENTRY: 'A list names a channel or a parameter twice; the second is left out.',
  PARAMETER_NOT_IN_TREE:
    'A parameter is not in the tree; it is listed directly under the application.',
  PARAMETER_TWICE_IN_TREE:
    'A parameter stands in a group and directly under the application; the group counts.',
  TREE_ORDER:
    '`tree.params` has another order than `parameters`, whose order is kept for those outside groups.',
  RATIONAL_DENOMINATOR_SUSPECT:
    'The denominator is the raw value, a common slip for 1; c2 r + c3 is evaluated. The coefficients stay.',
  RATIONAL_DENOMINATOR_ZERO: 'The denominator is zero, so that the conversion gives no values.',
  CHANNELS_NOT_CONTIGUOUS:
    'Channel ids have holes or start above 1, so that offsets of several sets do not stack.',
  EVENT_CONVERSIONS: 'An event has more than three conversions, more than viewers handle.',
  EVENT_CONVERSION: 'An event names a conversion that its application does not have.',
  EVENT_ID_SHARED: 'Two applications have an event of one id; loggers send the id alone.',
  ERROR_PARAMETER: 'An error names a parameter that its application does not have.',
  RTA_LOSS: 'Only when a document is written: it cannot say all of the configuration.',
} as const;

/** A warning about a document. */
export type RtaCode = keyof typeof RTA_CODES;
