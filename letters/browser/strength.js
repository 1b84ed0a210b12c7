// How easily a passphrase is guessed, on a scale from 0 to 4.
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

const meter = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

export const strength = (passphrase) => meter.check(passphrase);
