import { Icon } from './Icon.tsx';
import type { IconName } from './icons.ts';
import './Tool.css';

interface ToolProps {
  icon: IconName;
  label: string;
  /** For a switch: whether it is on. */
  pressed?: boolean;
  disabled?: boolean;
  onPress: () => void;
}

/** A button that is only an icon; its label is its name and its tooltip. */
export function Tool({ icon, label, pressed, disabled = false, onPress }: ToolProps) {
  return (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-disabled={disabled || undefined}
      onClick={disabled ? undefined : onPress}
    >
      <Icon name={icon} tone="plain" />
    </button>
  );
}
