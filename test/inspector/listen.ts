/** A browser's ear: the events of a stream, read over HTTP. */

/** Reads a stream until `enough`. */
export async function listen(
  url: string,
  path: string,
  enough: (name: string, data: unknown) => boolean,
): Promise<void> {
  const response = await fetch(new URL(path, url));
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const name = /^event: (.*)$/m.exec(part)?.[1] ?? '';
      const data = /^data: (.*)$/m.exec(part)?.[1];
      // Leaving the loop ends the request.
      if (data !== undefined && enough(name, JSON.parse(data))) return;
    }
  }
}

/** Everything that a stream says until `enough`, as text. */
export async function heard(
  url: string,
  path: string,
  enough: (name: string, all: string) => boolean,
): Promise<string> {
  let all = '';
  await listen(url, path, (name, data) => {
    all += `${name} ${JSON.stringify(data)}\n`;
    return enough(name, all);
  });
  return all;
}
