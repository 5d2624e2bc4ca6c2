/**
 * Values of JavaScript as tagged JSON and back (the model: src/verify/behaviour/value.ts). `encode`
 * never throws and never changes what it reads; `decode` builds a new value each time. Types are
 * told without `instanceof`: a value may come from another realm.
 */
const reckonValues = (() => {
  // Past these a value is opaque: it would cost more than it tells.
  const mostValues = 20000;
  const mostCharacters = 200000;
  const mostDepth = 60;
  const tooMuch = {};
  const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1);
  const nameOf = (value) => {
    try {
      return String(value?.constructor?.name || kindOf(value));
    } catch {
      return 'object';
    }
  };
  const opaque = (value) => ({ type: 'opaque', name: nameOf(value) });

  class Encoder {
    left = mostValues;
    characters = mostCharacters;
    open = new Set();

    /** `classOf`: the id of an object's class, where it can be found again. */
    constructor(classOf) {
      this.classOf = classOf;
    }

    encode(value) {
      if (--this.left < 0) throw tooMuch;
      switch (typeof value) {
        case 'undefined':
          return { type: 'undefined' };
        case 'boolean':
          return value;
        case 'string':
          return this.text(value);
        case 'number':
          return this.number(value);
        case 'bigint':
          return { type: 'bigint', text: this.text(String(value)) };
        case 'object':
          return value === null ? null : this.within(value);
        default:
          return opaque(value);
      }
    }

    text(value) {
      this.characters -= value.length;
      if (this.characters < 0) throw tooMuch;
      return value;
    }

    number(value) {
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value;
      if (Number.isNaN(value)) return { type: 'float', text: 'nan' };
      if (!Number.isFinite(value)) return { type: 'float', text: value > 0 ? 'inf' : '-inf' };
      return { type: 'float', text: Object.is(value, -0) ? '-0.0' : String(value) };
    }

    within(value) {
      if (this.open.has(value) || this.open.size > mostDepth) return opaque(value);
      this.open.add(value);
      try {
        return this.object(value);
      } finally {
        this.open.delete(value);
      }
    }

    object(value) {
      const kind = kindOf(value);
      if (Array.isArray(value)) return { type: 'list', items: this.items(value) };
      if (kind === 'Set') return { type: 'set', items: this.items(value) };
      if (kind === 'Map') {
        const entries = Array.from(value, ([key, held]) => [this.encode(key), this.encode(held)]);
        return { type: 'map', entries };
      }
      if (kind === 'Date') {
        return Number.isNaN(value.getTime())
          ? opaque(value)
          : { type: 'date', text: value.toISOString() };
      }
      if (kind === 'Uint8Array') {
        this.characters -= value.length;
        if (this.characters < 0) throw tooMuch;
        return { type: 'bytes', base64: Buffer.from(value).toString('base64') };
      }
      if (kind === 'Number' || kind === 'String' || kind === 'Boolean') {
        return this.encode(value.valueOf());
      }
      if (kind === 'Generator') return opaque(value);
      return kind === 'Object' || kind === 'Error' ? this.record(value, kind) : opaque(value);
    }

    record(value, kind) {
      const prototype = Object.getPrototypeOf(value);
      const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
      const owner = isPlain ? undefined : this.classOf(value);
      const isInstance = owner !== undefined || kind === 'Error';
      if (!isPlain && !isInstance) return opaque(value);
      const fields = Object.keys(value).map((name) => [this.text(name), this.encode(value[name])]);
      if (isPlain) return { type: 'object', fields };
      const module = owner ?? '';
      const own =
        kind === 'Error' ? [['message', this.text(String(value.message))], ...fields] : fields;
      return { type: 'instance', module, name: nameOf(value), fields: own };
    }

    items(values) {
      return Array.from(values, (value) => this.encode(value));
    }
  }

  const encode = (value, classOf = () => undefined) => {
    try {
      return new Encoder(classOf).encode(value);
    } catch {
      return opaque(value);
    }
  };

  /** Throws on what is opaque, and where a class is not found. `classAt`: a class by its id. */
  const decode = (value, classAt = () => undefined) => {
    if (value === null || typeof value !== 'object') return value;
    const inner = (each) => decode(each, classAt);
    const pairs = (fields) => fields.map(([name, held]) => [name, inner(held)]);
    switch (value.type) {
      case 'undefined':
        return undefined;
      case 'float':
        return { nan: NaN, inf: Infinity, '-inf': -Infinity }[value.text] ?? Number(value.text);
      case 'int':
      case 'bigint':
        return BigInt(value.text);
      case 'bytes':
        return Buffer.from(value.base64, 'base64');
      case 'date':
        return new Date(value.text);
      case 'list':
      case 'tuple':
      case 'iterator':
        return value.items.map(inner);
      case 'set':
      case 'frozenset':
        return new Set(value.items.map(inner));
      case 'dict':
      case 'map':
        return new Map(value.entries.map(([key, held]) => [inner(key), inner(held)]));
      case 'object':
        return Object.fromEntries(pairs(value.fields));
      case 'instance': {
        const owner = classAt(value.module);
        if (!owner) throw new Error(`no class ${value.name}`);
        return Object.assign(
          Object.create(owner.prototype),
          Object.fromEntries(pairs(value.fields)),
        );
      }
      default:
        throw new Error(`opaque ${value.name}`);
    }
  };
  return { encode, decode };
})();
