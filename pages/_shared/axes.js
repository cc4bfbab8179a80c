// What an axis needs, without a page: round ticks, short numbers, and places for labels that do not overlap.
const STEPS = [1, 2, 2.5, 5, 10, 20, 25, 50];
const WHOLE_STEPS = [1, 2, 4, 5, 10, 20, 40, 50];
const NUMBER = /-?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?/;
const exact = (value) => Number(value.toPrecision(12)); // 0.1 + 0.2 is 0.3

// At most `most` multiples of 1, 2, 2.5 or 5 times a power of ten, from low to high; of whole numbers where asked (4 is round there).
export function linearTicks(low, high, most = 4, whole = false) {
  if (!(high > low)) return [low];
  const power = 10 ** Math.floor(Math.log10((high - low) / most));
  const ends = (step) => [Math.ceil(exact(low / step)), Math.floor(exact(high / step))];
  const suits = (s) => ends(s * power)[1] - ends(s * power)[0] < most && (!whole || Number.isInteger(exact(s * power)));
  const step = power * ((whole ? WHOLE_STEPS : STEPS).find(suits) ?? 1 / power);
  const [first, last] = ends(step);
  return Array.from({ length: last - first + 1 }, (_, i) => exact((first + i) * step));
}

// Powers of ten from low to high, every second or third one where there are many; with 2 and 5 between few of them.
export function logTicks(low, high, most = 4) {
  const [first, last] = [Math.ceil(exact(Math.log10(low))), Math.floor(exact(Math.log10(high)))];
  if (last - first < 1) {
    const between = [first - 1, first, first + 1].flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
    const ticks = between.filter((tick) => tick >= low && tick <= high);
    const stride = Math.ceil(ticks.length / most);
    return ticks.length > 1 ? ticks.filter((_, i) => i % stride === 0) : linearTicks(low, high, most);
  }
  const stride = Math.ceil((last - first + 1) / most);
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return powers.filter((power) => power % stride === 0).map((power) => Number(`1e${power}`));
}

const signed = (text) => text.replace(/^-/, "−");

// A value in three significant digits; very small and very large ones as 4.0e-5.
export function shortNumber(value) {
  if (value === null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size && (size < 1e-3 || size >= 1e6)) return signed(value.toExponential(1).replace("e+", "e"));
  return signed(value.toLocaleString("en", Number.isInteger(value) ? {} : { maximumSignificantDigits: 3 }));
}

// A share as a percentage; one that is nearly all never reads as all.
export function percentage(share) {
  if (share === null || !Number.isFinite(share)) return "–";
  if (share === 0 || share === 1) return `${100 * share}%`;
  const rounded = (100 * share).toFixed(1);
  return `${share < 1 && rounded === "100.0" ? Math.floor(exact(1e4 * share)) / 100 : rounded}%`;
}

// A round number as the label of its tick.
export function tickLabel(value) {
  const size = Math.abs(value);
  if (size && (size < 1e-3 || size >= 1e6)) return signed(exact(value).toExponential().replace("e+", "e"));
  return signed(exact(value).toLocaleString("en", { maximumSignificantDigits: 12 }));
}

const numberOf = (moment) => Number(NUMBER.exec(moment)?.[0].replaceAll(",", ""));

// Where the time axis is ticked: [{ at, label }], `at` in moments. Moments such as "epoch 3" are ticked at round numbers
// where these fall between the moments; others at both ends. The first label says what is counted.
export function momentTicks(moments, most = 4) {
  const last = moments.length - 1;
  const shape = NUMBER.test(moments[0]) ? moments[0].replace(NUMBER, "#") : null;
  const numbers = shape === null ? [] : moments.map(numberOf);
  const rising = numbers.length > 2 && numbers.every((value, i) => !i || value > numbers[i - 1]);
  if (!rising || moments.some((moment) => moment.replace(NUMBER, "#") !== shape)) {
    return last > 0 ? [{ at: 0, label: moments[0] }, { at: last, label: moments[last] }] : [{ at: 0, label: moments[0] }];
  }
  const slope = (numbers[last] - numbers[0]) / last;
  const even = numbers.every((value, i) => Math.abs(value - numbers[0] - i * slope) < 0.6 * slope);
  const places = even
    ? linearTicks(numbers[0], numbers[last], most, numbers.every(Number.isInteger)).map((value) => ({ at: exact((value - numbers[0]) / slope), value }))
    : roundPlaces(numbers, most);
  return places.map(({ at, value }, i) => ({ at, label: i ? tickLabel(value) : shape.replace("#", tickLabel(value)) }));
}

// Round numbers near `most` evenly spaced places of uneven moments, the first of them at the first moment.
function roundPlaces(numbers, most) {
  const last = numbers.length - 1;
  const gap = last / (most - 1);
  const placeOf = (value) => {
    const after = Math.max(1, numbers.findIndex((number) => number >= value));
    return after - 1 + (value - numbers[after - 1]) / (numbers[after] - numbers[after - 1]);
  };
  const powers = Array.from({ length: 25 }, (_, i) => i - 12);
  const round = powers.flatMap((power) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => ({ digit, value: Number(`${digit}e${power}`) })));
  const known = round.filter(({ value }) => value > numbers[0] && value <= numbers[last]);
  const costs = [0, 0.1, 0.3, 0.3, 0.1, 0.3, 0.3, 0.3, 0.3];
  const places = [{ at: 0, value: numbers[0] }];
  for (let i = 1; i < most; i++) {
    const far = ({ at }) => Math.abs(at - i * gap) / gap;
    const near = known.map(({ digit, value }) => ({ digit, value, at: placeOf(value) })).filter((place) => far(place) <= 0.3);
    const cost = (place) => far(place) + costs[place.digit - 1];
    if (near.length) places.push(near.reduce((best, place) => (cost(place) < cost(best) ? place : best)));
  }
  return places;
}

// Places at least `gap` apart in the same order, near those given and within low..high where there is room.
export function spread(places, gap, low, high) {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const pushed = (values, from, sign) => {
    const placed = [];
    let edge = from;
    for (const i of sign > 0 ? order : [...order].reverse()) {
      placed[i] = sign > 0 ? Math.max(values[i], edge) : Math.min(values[i], edge);
      edge = placed[i] + sign * gap;
    }
    return placed;
  };
  const [down, up] = [pushed(places, -Infinity, 1), pushed(places, Infinity, -1)];
  const middle = down.map((place, i) => (place + up[i]) / 2);
  return pushed(pushed(middle, low, 1), high, -1);
}
