// Markup of symdiff as elements of the page: those named here and no others, whatever a text holds.

const ELEMENTS = new Set(
  ("p span div code pre h3 a ol li dl dt dd details summary table caption thead tbody tr th td " +
    "math mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mtable mtr mtd mover munder munderover mpadded mstyle " +
    "svg title path circle text").split(" "),
);
const ATTRIBUTES = new Set(
  ("class scope role tabindex aria-label alttext display displaystyle scriptlevel mathvariant form stretchy fence separator lspace rspace width height " +
    "columnalign viewBox x y d cx cy r fill stroke stroke-width stroke-dasharray stroke-linejoin stroke-linecap text-anchor font-size").split(" "),
);
const RULES = "../rules.html#";

/** The nodes of some markup. Elements and attributes that are not named above are left out, what they hold with them. */
export function nodes(markup) {
  const parsed = new DOMParser().parseFromString(markup, "text/html");
  const made = document.createDocumentFragment();
  made.append(...[...parsed.body.childNodes].map(copy));
  return made;
}

function copy(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || !ELEMENTS.has(node.localName)) return "";
  const made = document.createElementNS(node.namespaceURI, node.localName);
  for (const { name, value } of node.attributes) {
    if (ATTRIBUTES.has(name)) made.setAttribute(name, value);
    else if (name === "href" && value.startsWith(RULES)) made.setAttribute(name, value);
  }
  made.append(...[...node.childNodes].map(copy));
  return made;
}
