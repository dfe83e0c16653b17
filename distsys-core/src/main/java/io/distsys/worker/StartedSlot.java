package io.distsys.worker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which workers of one slot are to run, as this node knows: a map of registers of which
 * the last writer wins (Shapiro and others, "Conflict-free replicated data types", 2011).
 * So it is the same wherever the same words have come, in whatever order. That a worker
 * was stopped is remembered for so many later stops as workers run here, or
 * {@value #MANY_ENDED}: an older copy that turns up after that starts it again.
 */
final class StartedSlot {

	static final int MANY_ENDED = 64;

	/** The version of what was never said. */
	static final long UNKNOWN = Long.MIN_VALUE;

	/** In the order in which workers were stopped. */
	private final Map<String, StartedWord> words = new LinkedHashMap<>();

	private int ended;

	/**
	 * Say something new.
	 * @param token of the grant under which it is said
	 */
	synchronized StartedWord say(String key, boolean runs, long token) {
		StartedWord known = this.words.get(key);
		StartedWord word = new StartedWord(key, (known != null) ? Math.max(known.version() + 1, token) : token, runs);
		put(known, word);
		return word;
	}

	/**
	 * Take over what another node says.
	 * @return whether that was new here
	 */
	synchronized boolean merge(StartedWord word) {
		StartedWord known = this.words.get(word.key());
		boolean counts = known == null || word.beats(known);
		if (counts) {
			put(known, word);
		}
		return counts;
	}

	private void put(@Nullable StartedWord known, StartedWord word) {
		if (known != null) {
			this.words.remove(word.key());
			this.ended -= known.runs() ? 0 : 1;
		}
		this.words.put(word.key(), word);
		this.ended += word.runs() ? 0 : 1;
		if (this.ended > Math.max(MANY_ENDED, this.words.size() - this.ended)) {
			forgetOldest();
		}
	}

	private void forgetOldest() {
		Iterator<StartedWord> oldest = this.words.values().iterator();
		int left = this.ended / 2;
		while (left > 0 && oldest.hasNext()) {
			if (!oldest.next().runs()) {
				oldest.remove();
				this.ended--;
				left--;
			}
		}
	}

	synchronized boolean runs(String key) {
		StartedWord known = this.words.get(key);
		return known != null && known.runs();
	}

	synchronized long version(String key) {
		StartedWord known = this.words.get(key);
		return (known != null) ? known.version() : UNKNOWN;
	}

	/** The version of the last word if the worker is to run by it. */
	synchronized long runsSince(String key) {
		StartedWord known = this.words.get(key);
		return (known != null && known.runs()) ? known.version() : UNKNOWN;
	}

	/** The workers that are to run. */
	synchronized List<String> keys() {
		return this.words.values().stream().filter(StartedWord::runs).map(StartedWord::key).toList();
	}

	/** All that is known. */
	synchronized List<StartedWord> all() {
		return List.copyOf(this.words.values());
	}

	/** How many workers are to run. */
	synchronized int size() {
		return this.words.size() - this.ended;
	}

	synchronized boolean isEmpty() {
		return this.words.isEmpty();
	}

}
