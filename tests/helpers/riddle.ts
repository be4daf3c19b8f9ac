/** Messages of the engine or of tfjs, and values without their content. */
export const riddle =
  /Cannot (read|destructure|convert|set)|is not (a function|iterable|defined|a constructor)|of undefined|××|\[object |must be of type string/;
