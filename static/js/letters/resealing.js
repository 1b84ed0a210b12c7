// Seals texts again for those who read now. Whatever interrupts it, the next time goes on where it ended.
import { sealAgain } from "letters/keyring";
import { ask, place } from "letters/wire";

// Returns how many texts this key could not open.
export async function sealEverythingAgain(key, progress) {
  let after = 0, done = 0, skipped = 0;
  for (;;) {
    const { parts, left } = await ask(`${place.dataset.toSealAgain}?after=${after}`);
    if (!parts.length) return skipped;
    progress(done, done + left);
    const sealed = [];
    for (const part of parts) {
      after = part.id;
      try {
        sealed.push({ id: part.id, sealed_to: part.sealed_to, sealed: await sealAgain(part.sealed, key, part.recipients) });
      } catch {
        skipped += 1;
      }
    }
    if (sealed.length) {
      const { done: kept } = await ask(place.dataset.sealedAgain, { parts: sealed });
      skipped += sealed.length - kept;
    }
    done += parts.length;
    progress(done, done - parts.length + left);
  }
}
