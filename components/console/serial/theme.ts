import type { ITheme } from "@xterm/xterm";

/** The terminal is dark in both themes, on the same near-black as every console; each colour reads well on it. */
export const terminalTheme: ITheme = {
  background: "#0b0d10",
  foreground: "#d7dce2",
  cursor: "#d7dce2",
  cursorAccent: "#0b0d10",
  selectionBackground: "#33527a",
  black: "#30363d",
  red: "#ff7b72",
  green: "#5fcf80",
  yellow: "#e3b341",
  blue: "#79b8ff",
  magenta: "#d2a8ff",
  cyan: "#56d4dd",
  white: "#c3cad2",
  brightBlack: "#7d8792",
  brightRed: "#ffa198",
  brightGreen: "#7ee59c",
  brightYellow: "#f2cc60",
  brightBlue: "#a5d0ff",
  brightMagenta: "#e2c5ff",
  brightCyan: "#7fe3ea",
  brightWhite: "#ffffff",
};
