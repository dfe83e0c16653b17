package io.distsys.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Who did what when in a simulation, for people; written as text only when it is read.
 * Also knows the first thing that must not have happened: an exception alone does not do,
 * since somebody could catch it.
 */
public final class Story {

	private static final int LONGEST = 20_000;

	private final VirtualTime time;

	private final Deque<Line> lines = new ArrayDeque<>();

	private @Nullable String violation;

	public Story(VirtualTime time) {
		this.time = time;
	}

	/** Remember what somebody did. The parts must not change afterwards. */
	public void tell(Object... parts) {
		if (this.lines.size() == LONGEST) {
			this.lines.removeFirst();
		}
		this.lines.add(new Line(this.time.nanos(), parts));
	}

	/** What must never happen has happened. */
	public SafetyViolation violated(String what) {
		tell("VIOLATION", what);
		if (this.violation == null) {
			this.violation = what;
		}
		return new SafetyViolation(what);
	}

	/** Fail if anything that must not happen has happened. */
	public void check() {
		if (this.violation != null) {
			throw new SafetyViolation(this.violation);
		}
	}

	/** The last lines. */
	public String tail(int count) {
		return this.lines.stream()
			.skip(Math.max(0, this.lines.size() - count))
			.map(Line::toString)
			.collect(Collectors.joining("\n"));
	}

	private record Line(long at, Object[] parts) {

		@Override
		public String toString() {
			return "%10.3f ms  ".formatted(Duration.ofNanos(this.at).toNanos() / 1e6)
					+ Arrays.stream(this.parts).map(String::valueOf).collect(Collectors.joining(" "));
		}

	}

	/** Not an exception: the consensus library catches those. */
	public static final class SafetyViolation extends Error {

		private static final long serialVersionUID = 1L;

		private SafetyViolation(String message) {
			super(message);
		}

	}

}
