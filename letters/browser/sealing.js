// Sealing and opening (age), keys on paper as words (BIP39) and as a QR code.
export { bech32 } from "@scure/base";
export { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
export { wordlist } from "@scure/bip39/wordlists/english.js";
export { Decrypter, Encrypter, armor, generateX25519Identity, identityToRecipient } from "age-encryption";
export { renderSVG } from "uqr";
