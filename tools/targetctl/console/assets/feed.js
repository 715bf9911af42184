// The calls of the edge as they come. A hidden page listens to nothing.
import { callsAfter } from './api.js';

const mostKept = 1000;

/** Fires `change` when calls, totals or the connection changed, and `restart` when another edge answers. */
class Feed extends EventTarget {
  calls = []; // Oldest first.
  totals = null;
  kept = 0;
  state = 'connecting';
  #run = null;
  #last = 0;
  #source = null;
  #isCatchingUp = false;
  #isDrawn = true;

  start() {
    document.addEventListener('visibilitychange', () => this.#listen());
    // A page that the browser keeps for the way back.
    addEventListener('pagehide', () => this.#close());
    addEventListener('pageshow', (event) => event.persisted && this.#listen());
    this.#listen();
  }

  find(number) {
    return this.calls.find((call) => call.number === number);
  }

  #close() {
    this.#source?.close();
    this.#source = null;
  }

  #listen() {
    this.#close();
    if (document.hidden) return;
    const source = new EventSource(`/console/api/events?after=${this.#last}`);
    this.#source = source;
    source.addEventListener('open', () => this.#say('live'));
    source.addEventListener('error', () => {
      this.#say('disconnected, trying again');
      // The browser gives up when the answer is a refusal.
      if (source.readyState === EventSource.CLOSED && this.#source === source)
        setTimeout(() => this.#source === source && this.#listen(), 3000);
    });
    source.addEventListener('message', (event) => this.#take(JSON.parse(event.data)));
  }

  #say(state) {
    this.state = state;
    this.#changed();
  }

  #take(batch) {
    if (this.#run !== batch.run) {
      // Another edge: its numbers begin anew.
      const isRestart = this.#run !== null;
      this.#run = batch.run;
      this.calls = [];
      this.#last = 0;
      if (isRestart) this.dispatchEvent(new Event('restart'));
    }
    if (batch.from > this.#last) this.#catchUp();
    this.#add(batch);
  }

  #add(batch) {
    const fresh = batch.calls.filter(({ number }) => number > this.#last);
    this.calls = [...this.calls, ...fresh].slice(-mostKept);
    if (fresh.length > 0) this.#last = fresh.at(-1).number;
    this.totals = batch.totals;
    this.kept = batch.kept;
    this.#changed();
  }

  /** Events were missed: asks for all calls that are kept. */
  async #catchUp() {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    try {
      const batch = await callsAfter(0);
      const known = new Map([...batch.calls, ...this.calls].map((call) => [call.number, call]));
      this.calls = [...known.values()].sort((a, b) => a.number - b.number).slice(-mostKept);
      this.#last = this.calls.at(-1)?.number ?? 0;
      this.#changed();
    } catch {
      // The next event tries again.
    } finally {
      this.#isCatchingUp = false;
    }
  }

  /** At most once for each picture of the page. */
  #changed() {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    requestAnimationFrame(() => {
      this.#isDrawn = true;
      this.dispatchEvent(new Event('change'));
    });
  }
}

export const feed = new Feed();
