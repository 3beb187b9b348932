const RATE = 24_000;
const SECONDS = 2.6;
/** Frequencies in Hz, and when each begins, in seconds. */
const NOTES = [
  { frequency: 523.25, at: 0 },
  { frequency: 659.26, at: 0.22 },
  { frequency: 783.99, at: 0.44 },
  { frequency: 1046.5, at: 0.7 },
];

/** Four notes of a bell that fade, as a WAV file: 16 bits, one channel. */
export function chime(): Buffer {
  const samples = Buffer.alloc(RATE * SECONDS * 2);
  for (let index = 0; index < RATE * SECONDS; index++) {
    const sum = NOTES.reduce((sound, note) => sound + bell(note.frequency, index / RATE - note.at), 0);
    samples.writeInt16LE(Math.round(9000 * Math.tanh(sum)), index * 2);
  }
  return Buffer.concat([wavHeader(samples.length), samples]);
}

function bell(frequency: number, time: number): number {
  if (time < 0) return 0;
  const attack = Math.min(1, time / 0.008);
  const tone = (times: number, level: number, fade: number) =>
    level * Math.sin(2 * Math.PI * frequency * times * time) * Math.exp(-fade * time);
  return 0.6 * attack * (tone(1, 1, 2.6) + tone(2, 0.35, 4) + tone(3.01, 0.12, 7));
}

/** RIFF, WAVE, a "fmt " chunk for PCM, and the head of the "data" chunk. */
function wavHeader(length: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(length, 40);
  return header;
}
