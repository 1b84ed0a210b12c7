// The key of whoever reads: made here, locked with a passphrase, and kept in the memory of this tab alone.
import { armor, bech32, Decrypter, Encrypter, entropyToMnemonic, generateX25519Identity, identityToRecipient, mnemonicToEntropy, wordlist } from "letters/sealing";
import { ask, place, toBytes, toText } from "letters/wire";

const PREFIX = "age-secret-key-";
const STEP = 1024; // bytes: see letters/sealing.py

export const newKey = generateX25519Identity;
export const publicPart = identityToRecipient;

export async function lock(key, passphrase) {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(18);
  return armor.encode(await encrypter.encrypt(key));
}

export async function unlock(locked, passphrase) {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return decrypter.decrypt(armor.decode(locked), "text");
}

export async function seal(content, recipients) {
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  const filled = new Uint8Array(Math.ceil(bytes.length / STEP) * STEP).fill(32);
  filled.set(bytes);
  return sealBytes(filled, recipients);
}

async function sealBytes(bytes, recipients) {
  const encrypter = new Encrypter();
  for (const recipient of new Set(recipients)) encrypter.addRecipient(recipient);
  return toText(await encrypter.encrypt(bytes));
}

async function openBytes(sealed, key) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  return decrypter.decrypt(toBytes(sealed));
}

export const open = async (sealed, key) => JSON.parse(new TextDecoder().decode(await openBytes(sealed, key)));

// What shows the server that whoever sits here has the passphrase, and not a session alone.
export const proofOf = async (key) => open((await ask(place.dataset.proof)).sealed, key);

// The text itself stays as it is, to the last byte.
export const sealAgain = async (sealed, key, recipients) => sealBytes(await openBytes(sealed, key), recipients);

// On paper, a key is 24 words with a checksum.
export function toWords(key) {
  const { words } = bech32.decode(key.toLowerCase(), 90);
  return entropyToMnemonic(bech32.fromWords(words), wordlist).split(" ");
}

export function fromWords(text) {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const whole = words.map((word) => wordlist.find((known) => known.slice(0, 4) === word.slice(0, 4)) ?? word);
  const bytes = mnemonicToEntropy(whole.join(" "), wordlist);
  return bech32.encode(PREFIX, bech32.toWords(bytes), 90).toUpperCase();
}

export function suggestion(number = 5) {
  // 2,048 words: the remainder of 16 bits is without bias.
  return Array.from(crypto.getRandomValues(new Uint16Array(number)), (value) => wordlist[value % wordlist.length]).join(" ");
}
