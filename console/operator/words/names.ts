// What nobody sees, and so nobody types: control and formatting characters, and letters that are drawn as nothing.
const UNSEEN = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** A name as it is read: without what is not seen, and with one space where there are several. */
export function readable(name: string): string {
  return name.normalize("NFC").replace(/\s+/g, " ").replace(UNSEEN, "").replace(/ +/g, " ").trim();
}

/** Whether what was typed names what is asked for: as it is read, since that is all that whoever types has. */
export function names(typed: string, name: string): boolean {
  return readable(typed) === readable(name);
}
