import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

interface Ref {
  readonly current: HTMLElement | null;
}

/** The part of an element that is in sight, from its own top, in pixels. */
export interface Sight {
  readonly top: number;
  readonly bottom: number;
}

/** Follows what is in sight of an element as the page scrolls and changes size. */
export function useSight(ref: Ref): Sight {
  const [sight, setSight] = useState<Sight>({ top: 0, bottom: 1000 });
  useEffect(() => {
    let frame: number | null = null;
    const look = () => {
      frame = null;
      const top = -(ref.current?.getBoundingClientRect().top ?? 0);
      setSight({ top, bottom: top + innerHeight });
    };
    const lookSoon = () => {
      frame ??= requestAnimationFrame(look);
    };
    look();
    addEventListener('scroll', lookSoon, { passive: true });
    const observer = new ResizeObserver(lookSoon);
    observer.observe(document.body);
    return () => {
      removeEventListener('scroll', lookSoon);
      observer.disconnect();
      if (frame !== null) cancelAnimationFrame(frame);
    };
  }, [ref]);
  return sight;
}

/** An element's width in pixels. */
export function useWidth(ref: Ref): number {
  return useSize(ref, 'width', null);
}

/** Height of what is open inside a row, in pixels; the last known one while it is out of sight. */
export function useExtra(ref: Ref, of: number | null): number {
  return useSize(ref, 'height', of);
}

function useSize(ref: Ref, side: 'width' | 'height', of: number | null): number {
  const [size, setSize] = useState(0);
  const element = ref.current;
  useLayoutEffect(() => {
    const { current } = ref;
    if (!current) return;
    const measure = () => {
      setSize(current.getBoundingClientRect()[side]);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [ref, side, of, element]);
  return size;
}
