// New things for the map: what a click or a drawn line becomes.

const near = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const round = (value) => Math.round(value * 100) / 100;
const nearest = (items, at) => items.reduce((best, one) => (!best || near(one.xy, at) < near(best.xy, at) ? one : best), null);

// Lines and areas: `key` holds their points.
export const SHAPES = {
  barrier: { collection: "barriers", key: "points", least: 2 },
  lane: { collection: "lanes", key: "points", least: 2, more: () => ({ width: 1.2 }) },
  wall: { collection: "walls", key: "points", least: 2 },
  door: { collection: "doors", key: "points", least: 2, most: 2, more: () => ({ kind: "hinged" }) },
  keep_out: { collection: "keep_outs", key: "polygon", least: 3, closed: true },
  slow_area: { collection: "slow_areas", key: "polygon", least: 3, closed: true, more: () => ({ speed: 0.4 }) },
  queue: { collection: "queues", key: "polygon", least: 3, closed: true, more: (hall, points) => ({ windows: [nearest(hall.windows, points[0])?.id].filter(Boolean) }) },
};

// Single things: each gives its id and document.
export const THINGS = {
  window: { collection: "windows", make: newWindow },
  place: { collection: "places", make: newPlace },
  dock: { collection: "docks", make: newDock },
};

export const shapeOf = (collection) => Object.values(SHAPES).find((shape) => shape.collection === collection);

// Like the window nearest to it, with the next free number of its row; it faces the visitors the same way.
function newWindow(hall, at) {
  const model = nearest(hall.windows, at);
  const row = /^\D*/.exec(model?.id ?? "A")[0];
  const taken = hall.windows.map((one) => one.id).filter((id) => id.startsWith(row)).map((id) => Number(id.slice(row.length)) || 0);
  const id = `${row}${String(Math.max(0, ...taken) + 1).padStart(Math.max((model?.id.length ?? 3) - row.length, 1), "0")}`;
  const names = model ? Object.fromEntries(Object.entries(model.names).map(([language, name]) => [language, name.includes(model.id) ? name.replace(model.id, id) : `${name} ${id}`])) : { zh: `窗口${id}`, en: `Window ${id}`, ko: `창구 ${id}` };
  const stop = model ? { x: at[0] + model.stop.x - model.xy[0], y: at[1] + model.stop.y - model.xy[1], yaw: model.stop.yaw } : { x: at[0], y: at[1] - 1, yaw: -Math.PI / 2 };
  return [id, { names, zone: model?.zone ?? hall.zones[0]?.id, xy: at, stop: { x: round(stop.x), y: round(stop.y), yaw: stop.yaw } }];
}

function newPlace(hall, at, fresh) {
  const id = fresh("places", "place");
  const number = id.split("_").at(-1);
  return [id, { kind: "information", names: { zh: `新地点${number}`, en: `New place ${number}`, ko: `새 장소 ${number}` }, xy: at, stop: { x: at[0], y: at[1], yaw: 0 } }];
}

function newDock(hall, at, fresh) {
  const id = fresh("docks", "dock");
  const robots = new Set(hall.docks.map((dock) => dock.robot));
  let number = hall.docks.length + 1;
  while (robots.has(`robot_${number}`)) number += 1;
  const names = { zh: `机器人${number}`, en: `Robot ${number}`, ko: `로봇 ${number}` };
  return [id, { robot: `robot_${number}`, names, pose: { x: at[0], y: at[1], yaw: Math.PI / 2 } }];
}

