package io.distsys.benchmarks.names.node;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.distsys.time.Subscription;

/**
 * When a name was acknowledged on the node that registers it, and when a listener of
 * another node was told, which is then shown it by a look-up as well. The times of
 * different processes can be compared: {@link System#nanoTime()} reads the monotonic
 * clock of the machine, of which there is one, whatever the network namespace. Used by
 * one thread.
 */
class Sightings {

	private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();

	private final Carriers carriers;

	private AtomicLongArray seen = new AtomicLongArray(0);

	private Subscription listening = () -> {
	};

	Sightings(Carriers carriers) {
		this.carriers = carriers;
	}

	/** Take down from now on when names of a word are seen. */
	String listen(Carrier carrier, String word, int count) {
		AtomicLongArray times = new AtomicLongArray(count);
		this.seen = times;
		this.listening = this.carriers.get(carrier).listen((name) -> {
			if (name.startsWith(word + "/")) {
				times.compareAndSet(Integer.parseInt(name.substring(word.length() + 1)), 0, System.nanoTime());
			}
		});
		return "";
	}

	/**
	 * Register names one after another at equal intervals. Answers with the clock after
	 * each.
	 */
	String pace(Carrier carrier, String word, int count, int perSecond) {
		Names names = this.carriers.get(carrier);
		long[] acknowledged = new long[count];
		long begun = System.nanoTime();
		for (int i = 0; i < count; i++) {
			long due = begun + i * 1_000_000_000L / perSecond;
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			names.register(Registrations.name(word, i));
			acknowledged[i] = System.nanoTime();
		}
		return joined(IntStream.range(0, count).mapToLong((i) -> acknowledged[i]));
	}

	/** Answers with the clock when each was seen, 0 for those that did not come. */
	String seen(int count, Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (!isComplete(count) && System.nanoTime() - deadline < 0) {
			LockSupport.parkNanos(POLL_NANOS);
		}
		this.listening.close();
		return joined(IntStream.range(0, count).mapToLong(this.seen::get));
	}

	private boolean isComplete(int count) {
		return IntStream.range(0, count).allMatch((i) -> this.seen.get(i) != 0);
	}

	private static String joined(LongStream times) {
		return times.mapToObj(Long::toString).collect(Collectors.joining(","));
	}

}
