// The only place that knows the toolkit: it can be swapped here.
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeDivider } from '@vscode/webview-ui-toolkit';
import { h } from 'preact';
import type { PanelIntent } from '../../protocol/protocol.ts';
import type { ButtonView } from '../model/failure.ts';
import { send } from '../host.ts';
import './toolkit.css';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDivider());

interface ButtonProps {
  label: string;
  primary?: boolean;
  /** Stays focusable, so that focus is not lost under it. */
  disabled?: boolean;
  /** As wide as its widest wording. */
  wide?: boolean;
  /** For styles and tests: the same in every language. */
  name?: string;
  onPress: () => void;
}

/** A push button: a verb and a thing. */
export function Button({
  label,
  primary = false,
  disabled = false,
  wide = false,
  name,
  onPress,
}: ButtonProps) {
  return h(
    'vscode-button',
    {
      appearance: primary ? 'primary' : 'secondary',
      class: wide ? 'wide' : '',
      'data-key': name,
      'aria-disabled': disabled ? 'true' : null,
      onClick: disabled ? undefined : onPress,
    },
    label,
  );
}

/** A row of buttons that send their intents. */
export function Buttons({ buttons }: { buttons: readonly ButtonView[] }) {
  return (
    <div class="buttons">
      {buttons.map(({ key, label, primary, disabled, intent }) => (
        <Button
          key={key}
          label={label}
          primary={primary}
          disabled={disabled ?? false}
          name={key}
          wide={key === 'cancel'}
          onPress={() => send(intent)}
        />
      ))}
    </div>
  );
}

/** A line between parts of a text. */
export function Divider() {
  return h('vscode-divider', {});
}

interface LinkProps {
  label: string;
  /** Its name for ears, where the label alone does not say it. */
  name?: string;
  intent: PanelIntent;
}

/** Words that lead somewhere. The toolkit's link wants an address; ours asks the host. */
export function Link({ label, name, intent }: LinkProps) {
  return (
    <button type="button" class="link" aria-label={name} onClick={() => send(intent)}>
      {label}
    </button>
  );
}
