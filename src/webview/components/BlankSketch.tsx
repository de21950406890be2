import { BLANK } from '../strings.ts';
import './BlankSketch.css';

/** A page of three scenes, and the three pictures made of it. */
export function BlankSketch() {
  return (
    <svg class="blank-sketch" viewBox="0 0 280 200" role="img" aria-label={BLANK.sketch}>
      <path class="mid" d="M8 12h74l22 22v154H8Zm74 0v22h22" />
      <path class="ink" d="M22 38h34M22 92h42M22 148h30" />
      <path class="mid" d="M22 50h62M22 60h50M22 104h66M22 114h46M22 160h58M22 170h64" />
      <path class="dots" d="M14 76h84M14 132h84" />
      <path class="mid thin" d="M116 49c26 0 22-13 48-13M116 100h48M116 155c26 0 22 9 48 9" />
      {[8, 72, 136].map((y) => (
        <rect key={y} class="sky" x="176.5" y={y + 0.5} width="99" height="55" rx="2" />
      ))}
      <circle class="sun" cx="246" cy="28" r="9" />
      <path class="mid-fill" d="M177 46q12-5 25 0t25 0 24 0 24 0v13q0 4-2 4h-94q-2 0-2-4Z" />
      <path class="near-fill" d="M177 53q12-4 25 0t25 0 24 0 24 0v6q0 4-2 4h-94q-2 0-2-4Z" />
      <ellipse class="mid-fill" cx="215" cy="100" rx="24" ry="14" />
      <circle class="near-fill" cx="215" cy="100" r="10" />
      <circle class="sun" cx="252" cy="100" r="5" />
      <path class="dots" d="M244 79q16 21 0 42" />
      <path class="ink" d="M190 146h26" />
      <path class="mid-fill" d="M190 172h9v10h-9Zm12-8h9v18h-9Zm38 4h9v14h-9Zm12 6h9v8h-9Z" />
      <path class="near-fill" d="M214 152h10v30h-10Zm13 0h10v30h-10Z" />
    </svg>
  );
}
