package io.distsys.faults.check;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.distsys.faults.check.Talk.Pair;
import io.distsys.faults.history.Event;
import io.distsys.faults.node.Words;
import org.jspecify.annotations.Nullable;

/**
 * Whether all that was handed over and not heard is in the counts, of each process that
 * runs at the end.
 * <p>
 * <b>As speaker</b> it has counted as uncertain or given up each number that it handed
 * over to all others and that one of them did not hear: of those that run, up to the last
 * one that they have heard by when both counted; of those that have ended, all that they
 * cannot have had any more too. <b>As listener</b> it has counted as lost each number
 * that is missing between two that it heard of somebody who had it in view all the time:
 * they came by one stream.
 */
public final class WordLosses {

	/** A parting is recorded just after it has come to the messenger. */
	private static final long RECORDING_NANOS = 100_000_000;

	/**
	 * What was told without an acknowledgement is asked after within a second or so, and
	 * counted then.
	 */
	private static final long ASKING_NANOS = 2_000_000_000;

	private final Talk talk;

	private final Set<String> running;

	private final String all;

	/**
	 * Read a history.
	 * @param events the events of all processes
	 * @param running the processes that run at the end, as many as ever did at a time
	 */
	public WordLosses(Collection<Event> events, Set<String> running) {
		this.talk = new Talk(events);
		this.running = running;
		this.all = Integer.toString(running.size() - 1);
	}

	/**
	 * What is missing of the talk of each process, beside what is in its counts.
	 * @return one for each process and each of its parts
	 */
	public List<Account> accounts() {
		return this.running.stream()
			.sorted()
			.flatMap((process) -> Stream.of(asSpeaker(process), asListener(process)))
			.toList();
	}

	/** Losses that are not in the counts. */
	List<Violation> violations() {
		return accounts().stream().filter((account) -> account.missing() > account.counted()).map((account) -> {
			long at = this.talk.countedUntil(account.process());
			return new Violation(Words.TALK, at, at, account.toString());
		}).toList();
	}

	private Account asSpeaker(String process) {
		Map<String, Long> unheard = byOther(Pair::speaker, process, Pair::listener, this::unheard);
		long since = since(Pair::speaker, process);
		return account(process, "handed over and not heard", unheard,
				this.talk.count(process, "uncertain", since) + this.talk.count(process, "givenUp", since),
				unheard.keySet());
	}

	private Account asListener(String process) {
		return account(process, "left out of what was heard",
				byOther(Pair::listener, process, Pair::speaker, this::leftOut),
				this.talk.count(process, "lost", since(Pair::listener, process)), Set.of(process));
	}

	/** When the first was said of what is judged: nothing counted before is of it. */
	private long since(Function<Pair, String> one, String process) {
		return this.talk.pairs()
			.stream()
			.filter((pair) -> one.apply(pair).equals(process))
			.map((pair) -> this.talk.said(pair.speaker()).get(this.talk.heard(pair).firstKey()))
			.filter(Objects::nonNull)
			.mapToLong(Event::from)
			.min()
			.orElse(Long.MIN_VALUE);
	}

	/** What a full queue of a listener has dropped is in the counts of that listener. */
	private Account account(String process, String what, Map<String, Long> missing, long counted,
			Set<String> listeners) {
		return new Account(process, what, missing,
				counted + listeners.stream()
					.mapToLong((listener) -> this.talk.count(listener, "dropped", Long.MIN_VALUE))
					.sum());
	}

	private Map<String, Long> byOther(Function<Pair, String> one, String process, Function<Pair, String> other,
			ToLongFunction<Pair> count) {
		Map<String, Long> counts = new TreeMap<>();
		this.talk.pairs()
			.stream()
			.filter((pair) -> one.apply(pair).equals(process))
			.forEach((pair) -> counts.put(other.apply(pair), count.applyAsLong(pair)));
		return counts;
	}

	private long unheard(Pair pair) {
		NavigableMap<Long, Event> heard = this.talk.heard(pair);
		if (!this.running.contains(pair.listener())) {
			return missing(pair, heard.firstKey(), heard.lastKey()) + saidToTheDead(pair);
		}
		Event last = lastJudged(pair);
		return (last != null) ? missing(pair, heard.firstKey(), last.token()) : 0;
	}

	/** Until the speaker has noticed, and hands over to fewer. */
	private long saidToTheDead(Pair pair) {
		Long end = this.talk.endOf(pair.listener());
		return (end == null) ? 0
				: this.talk.said(pair.speaker())
					.values()
					.stream()
					.filter((word) -> word.from() >= end)
					.takeWhile(this::isForAll)
					.count();
	}

	private long leftOut(Pair pair) {
		long missing = 0;
		Event before = null;
		for (Event word : this.talk.heard(pair).values()) {
			boolean isCounted = word.at() <= this.talk.countedUntil(pair.listener());
			if (before != null && isCounted && isOneStream(pair, before.token(), word.token())) {
				missing += missing(pair, before.token(), word.token());
			}
			before = word;
		}
		return missing;
	}

	private boolean isOneStream(Pair pair, long one, long later) {
		Map<Long, Event> said = this.talk.said(pair.speaker());
		return said.containsKey(one) && said.containsKey(later)
				&& !this.talk.hasParted(pair, said.get(one).from(), said.get(later).at() + RECORDING_NANOS);
	}

	private long missing(Pair pair, long after, long before) {
		return (after >= before) ? 0
				: this.talk.said(pair.speaker())
					.subMap(after, false, before, false)
					.values()
					.stream()
					.filter((word) -> isForAll(word) && !this.talk.heard(pair).containsKey(word.token()))
					.count();
	}

	/** Of what was handed over to fewer nobody knows to whom. */
	private boolean isForAll(Event word) {
		return word.detail().equals(this.all);
	}

	/**
	 * What was said last of what was heard before the listener has counted, and a while
	 * before the speaker has.
	 */
	private @Nullable Event lastJudged(Pair pair) {
		Map<Long, Event> said = this.talk.said(pair.speaker());
		for (Event word : this.talk.heard(pair).descendingMap().values()) {
			Event spoken = said.get(word.token());
			if (spoken != null && word.at() <= this.talk.countedUntil(pair.listener())
					&& spoken.at() + ASKING_NANOS <= this.talk.countedUntil(pair.speaker())) {
				return spoken;
			}
		}
		return null;
	}

	/**
	 * Who has not heard yet, and counted after it, what somebody said since an instant.
	 * Once there is nobody, all that was said before it is judged.
	 * @param since the clock
	 * @return who does not hear whom
	 */
	public Set<String> unheardSince(long since) {
		Set<String> missing = new TreeSet<>();
		for (String listener : this.running) {
			for (String speaker : this.running) {
				Event last = lastJudged(new Pair(speaker, listener));
				boolean late = last == null || last.from() < since;
				if (late && !speaker.equals(listener)) {
					missing.add(listener + " does not hear " + speaker);
				}
			}
		}
		return missing;
	}

	/**
	 * What is missing of the talk of one process.
	 *
	 * @param process the process
	 * @param what what is missing
	 * @param others how many numbers are missing, by the other process
	 * @param counted how many messages it has counted: more than that, for there are
	 * others than numbers, and a large one counts with each of its parts
	 */
	public record Account(String process, String what, Map<String, Long> others, long counted) {

		/**
		 * How many numbers are missing.
		 * @return of all others together
		 */
		public long missing() {
			return this.others.values().stream().mapToLong(Long::longValue).sum();
		}

		@Override
		public String toString() {
			return this.process + ": " + missing() + " " + this.what + " " + this.others + ", " + this.counted
					+ " messages counted";
		}

	}

}
