/** @typedef {import("../../client/node/src/wire/actions.js").RoutineManifest} RoutineManifest */

/**
 * Routines whose client is written by hand, because it says more than a manifest can. The generated method passes its
 * arguments on to it.
 * @type {Readonly<Record<string, { module: string, function: string, options: string, result: string }>>}
 */
export const HAND_WRITTEN = {
  "rowwise.truncatedSvd": {
    module: "../svd.js",
    function: "truncatedSVD",
    options: "SvdOptions",
    result: "SvdResult",
  },
};

/** What an `Athanor` is and does already: no short form may hide it. */
export const RESERVED_METHODS = new Set(
  "advise close closing constructor drop end job jobs libraries matrices onClose open put run session status url".split(
    " ",
  ),
);

/** Names that an options object or a result has for all routines; parameters and outputs must differ from them. */
const OPTION_NAMES = new Set("ifExists key onProgress outputs signal ttlMs".split(" "));
const RESULT_NAMES = new Set("close job jobId scalars timings warnings".split(" "));
const LOCAL_NAMES = new Set("options this".split(" "));
const RESERVED_WORDS = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for
   function if implements import in instanceof interface let new null package private protected public return static
   super switch throw true try typeof var void while with yield arguments eval`.split(/\s+/),
);

/** How the method of a routine is spelled. @param {RoutineManifest} routine */
export function methodOf(routine) {
  return routine.method ?? routine.name;
}

/** @param {string} name */
export function pascal(name) {
  return name[0]?.toUpperCase() + name.slice(1);
}

/**
 * Refuses a manifest whose names cannot be a method's, with the name.
 * @param {string} library
 * @param {RoutineManifest} routine
 */
export function checkNames(library, routine) {
  const where = `${library}.${routine.name}`;
  if (
    !/^[a-zA-Z]\w*$/.test(methodOf(routine)) ||
    methodOf(routine) === "constructor" ||
    methodOf(routine) === "session"
  )
    throw new Error(`${where}: ${methodOf(routine)} cannot be the name of a method`);
  const positional = [...routine.inputs, ...routine.params.filter((param) => param.required)].map(({ name }) => name);
  refuse(where, "input or parameter", positional, RESERVED_WORDS);
  refuse(where, "input or parameter", positional, LOCAL_NAMES);
  const twice = positional.find((name, index) => positional.indexOf(name) !== index);
  if (twice) throw new Error(`${where}: ${twice} is an input and a parameter`);
  refuse(
    where,
    "parameter",
    routine.params.map(({ name }) => name),
    OPTION_NAMES,
  );
  refuse(
    where,
    "output",
    routine.outputs.map(({ name }) => name),
    RESULT_NAMES,
  );
}

/**
 * @param {string} where
 * @param {string} what
 * @param {string[]} names
 * @param {ReadonlySet<string>} taken
 */
function refuse(where, what, names, taken) {
  const clash = names.find((name) => taken.has(name));
  if (clash) throw new Error(`${where}: ${clash} cannot be the name of an ${what} in a client; choose another`);
}
