// Names on the map: each at the first free spot beside its thing; one that finds none waits until there is more room.
const BESIDE = [["middle", 0, "above"], ["middle", 0, "below"], ["start", 1, "level"], ["end", -1, "level"]]; // the last two to the right and left
const WITHIN = [0, -0.5, 0.5, -0.8, 0.8]; // of half a zone's height from its middle
const ROOMY = 1.15; // a zone's name may be so many times as long as the zone
const AIR = 2; // pixels between two names

export class Labels {
  constructor(root) {
    this.root = root;
    new ResizeObserver(() => this.arrange()).observe(root);
    root.addEventListener("viewed", () => this.arrange());
  }

  // soon, and once for all that has changed until then
  arrange() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = null;
      this.place();
    });
  }

  place() {
    const matrix = this.root.getScreenCTM();
    if (!matrix?.a) return;
    this.pixel = 1 / matrix.a;
    this.root.style.setProperty("--pixel", this.pixel);
    const toHall = ({ left, top, width, height }) => {
      const corner = new DOMPoint(left, top).matrixTransform(matrix.inverse());
      return { x: corner.x, y: corner.y, width: width * this.pixel, height: height * this.pixel };
    };
    this.seen = toHall(this.root.getBoundingClientRect());
    this.taken = [...this.root.querySelectorAll(".face, .robot-body, .robot-name")].map((part) => part.getBBox());
    const buttons = this.root.parentNode.querySelector(".zoom");
    if (buttons) this.taken.push(toHall(buttons.getBoundingClientRect()));
    const all = (selector) => [...this.root.querySelectorAll(selector)].filter((name) => name.getClientRects().length);
    this.better = [...all(".stop").map((stop) => stop.getBBox()), ...all(".wall").flatMap(segments)];
    for (const name of new Set([...all(".chosen > .place-name, .found-one > .place-name"), ...all(".place-name")])) this.try(name, this.beside(name));
    for (const name of all(".zone-name")) this.try(name, this.within(name));
  }

  *beside(name) {
    const face = name.parentNode.querySelector(".face").getBBox();
    const [x, y, gap] = [face.x + face.width / 2, face.y + face.height / 2, face.width / 2 + 3 * this.pixel];
    const size = name.getBBox().height;
    const heights = { above: y - gap - size / 2, level: y, below: y + gap + size / 2 };
    for (const [anchor, right, height] of BESIDE) yield { anchor, x: x + right * gap, y: heights[height] };
  }

  *within(name) {
    const { x, y, wide, high } = name.dataset;
    const long = name.getBBox().width / ROOMY;
    if (+high > 1.5 * wide && long <= high) for (const share of WITHIN) yield { anchor: "middle", x: +x + (share * wide) / 2, y: +y, upright: true };
    if (long <= wide) for (const share of WITHIN) yield { anchor: "middle", x: +x, y: +y + (share * high) / 2 };
  }

  // At the first spot that is free, of those first that no wall and no stop is under.
  try(name, spots) {
    const all = [...spots];
    if (!this.fits(name, all, this.better) && !this.fits(name, all, [])) name.classList.add("crowded");
  }

  fits(name, spots, avoided) {
    const free = (box, others) => !others.some((other) => overlap(box, other, AIR * this.pixel));
    for (const spot of spots) {
      name.setAttribute("x", spot.x);
      name.setAttribute("y", spot.y);
      name.style.textAnchor = spot.anchor;
      name.setAttribute("transform", spot.upright ? `rotate(-90 ${spot.x} ${spot.y})` : "");
      const box = turned(name.getBBox(), spot);
      if (cutOff(box, this.seen) || !free(box, this.taken) || !free(box, avoided)) continue;
      this.taken.push(box);
      name.classList.remove("crowded");
      return true;
    }
    return false;
  }
}

// the boxes around the parts of a line
function segments(line) {
  const points = line.getAttribute("points").trim().split(/\s+/).map((point) => point.split(",").map(Number));
  return points.slice(1).map(([x, y], index) => {
    const [u, v] = points[index];
    return { x: Math.min(x, u), y: Math.min(y, v), width: Math.abs(x - u), height: Math.abs(y - v) };
  });
}

function turned(box, { x, y, upright }) {
  return upright ? { x: x + (box.y - y), y: y - (box.x + box.width - x), width: box.height, height: box.width } : box;
}

// whether a box is seen in part only
function cutOff(box, seen) {
  const inside = box.x >= seen.x && box.y >= seen.y && box.x + box.width <= seen.x + seen.width && box.y + box.height <= seen.y + seen.height;
  return !inside && overlap(box, seen, 0);
}

function overlap(a, b, air) {
  return a.x < b.x + b.width + air && b.x < a.x + a.width + air && a.y < b.y + b.height + air && b.y < a.y + a.height + air;
}
