/** Base64 text of RFC 4648, padded: Node's own decoder passes over whatever else it meets. */
export const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
