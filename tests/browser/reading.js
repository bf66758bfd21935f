// What cannot be read or named on a page: text with too little contrast (WCAG 2.2, 1.4.3), controls without a name.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, under) => top.slice(0, 3).map((part, index) => part * top[3] + under[index] * (1 - top[3]));
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  const light = (colour) => {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const troubles = [];
  for (const element of document.querySelectorAll("body *")) {
    const said = [...element.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim());
    const style = getComputedStyle(element);
    const hidden = !element.checkVisibility({ visibilityProperty: true }) || element.closest(".unseen, .skip, option");
    if (said.length && !hidden) {
      const background = behind(element);
      const [one, other] = [light(over(rgba(style.color), background)), light(background)].sort((a, b) => b - a);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const ratio = (one + 0.05) / (other + 0.05);
      if (ratio < (large ? 3 : 4.5)) troubles.push(`${ratio.toFixed(2)}: ${said[0].textContent.trim().slice(0, 40)}`);
    }
    if (element.matches("button, a[href], input:not([type=hidden]), select, textarea, summary") && !hidden) {
      const name = element.ariaLabel || element.title || element.textContent.trim() || element.labels?.[0]?.textContent.trim();
      if (!name) troubles.push(`no name: ${element.outerHTML.slice(0, 80)}`);
    }
  }
  return [...new Set(troubles)];
}
