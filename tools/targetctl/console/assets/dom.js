// Elements of the page. Whatever comes from a visitor is text, never markup.

/** An element with attributes, listeners (`onclick`) and children; texts become text nodes. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key === 'value') made.value = value;
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  append(made, children);
  return made;
}

export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
  return parent;
}

export function replace(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false,
});

/** The local time of day of milliseconds since the epoch. */
export const timeText = (ms) => clock.format(new Date(ms));

/** Microseconds as people read them. */
export function latencyText(us) {
  if (us < 1000) return `${us} µs`;
  const ms = us / 1000;
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

const whole = new Intl.NumberFormat('en');
export const numberText = (number) => whole.format(number);
export const percentText = (share, digits = 1) => `${(share * 100).toFixed(digits)} %`;

/** JSON text with line breaks; other text as it is. */
export function prettyJson(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A folded block of text. */
export function folded(title, text, isOpen = false) {
  return el('details', { open: isOpen }, el('summary', {}, title), el('pre', { tabindex: 0 }, text));
}

/** Text for those who hear the page. */
export const spoken = (text) => el('span', { class: 'spoken' }, text);

/** Runs `action` when nothing called for `ms`. */
export function debounced(action, ms) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, ms);
  };
}

/**
 * Makes the rows of `body` those of `items`, in their order. Rows that are there already, in the map `rows`
 * by the key of their item, stay as they are: what is selected or has the focus in them does, too.
 */
export function keepRows(body, rows, items, keyOf, makeRow) {
  const keys = new Set(items.map(keyOf));
  for (const [key, row] of rows)
    if (!keys.has(key)) { row.remove(); rows.delete(key); }
  let before = body.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    let row = rows.get(key);
    if (!row) rows.set(key, row = makeRow(item));
    if (row === before) before = before.nextSibling;
    else body.insertBefore(row, before);
  }
}
