/** Pages of the state files here. */
export const pageSize = 4_096;
/** The journal's header takes a whole sector. */
const sector = 512;
/** What the header's checksums start with; any number. */
const nonce = 0x1234_5678;
const magic = Buffer.from([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);

/** The pages, counted from 0, that a write has changed or added. */
export function differingPages(before: Buffer, after: Buffer): number[] {
  const pages = Array.from({ length: Math.max(before.length, after.length) / pageSize }, (_, page) => page);
  const pageOf = (file: Buffer, page: number): Buffer =>
    file.subarray(page * pageSize, (page + 1) * pageSize);
  return pages.filter((page) => !pageOf(before, page).equals(pageOf(after, page)));
}

/**
 * The rollback journal that SQLite keeps during a write (sqlite.org/fileformat2.html#the_rollback_journal): the old
 * pages, each with its number and checksum. `unsynced` is as it is before it is complete: its header counts no page.
 */
export function journalOf(
  before: Buffer,
  after: Buffer,
): { readonly whole: Buffer; readonly unsynced: Buffer } {
  const pages = differingPages(before, after).filter((page) => page * pageSize < before.length);
  const records = pages.map((page) => record(page, before.subarray(page * pageSize, (page + 1) * pageSize)));
  const made = (count: number): Buffer =>
    Buffer.concat([header(count, before.length / pageSize), ...records]);
  return { whole: made(pages.length), unsynced: made(0) };
}

function header(records: number, pagesBefore: number): Buffer {
  const bytes = Buffer.alloc(sector);
  magic.copy(bytes);
  [records, nonce, pagesBefore, sector, pageSize].forEach((value, index) =>
    bytes.writeUInt32BE(value, 8 + 4 * index),
  );
  return bytes;
}

function record(page: number, content: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + pageSize + 4);
  bytes.writeUInt32BE(page + 1, 0);
  content.copy(bytes, 4);
  let sum = nonce;
  for (let at = pageSize - 200; at > 0; at -= 200) sum = (sum + (content[at] ?? 0)) >>> 0;
  bytes.writeUInt32BE(sum, 4 + pageSize);
  return bytes;
}

/** The file in the middle of being written: new up to a byte, old from there on. */
export function torn(before: Buffer, after: Buffer, at: number): Buffer {
  return Buffer.concat([after.subarray(0, at), before.subarray(Math.min(at, before.length))]);
}
