package io.distsys.samples.donation.local;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where each donor's worker ran, by what the nodes have written of each donation: all of
 * them read the same monotonic clock, that of the machine.
 */
public final class DonorHistory {

	private static final Pattern GIVEN = Pattern.compile("Given donor=(\\S+) token=(\\d+) nanos=(\\d+) ");

	private final Map<String, Map<Tenure, Span>> spans = new TreeMap<>();

	private int events;

	/**
	 * Read what nodes have written.
	 * @param nodes the nodes, also those that have ended
	 * @return the history
	 * @throws IOException if it cannot be read
	 */
	public static DonorHistory of(Collection<LocalNode> nodes) throws IOException {
		DonorHistory history = new DonorHistory();
		for (LocalNode node : nodes) {
			try (Stream<String> lines = Files.lines(node.log())) {
				history.read(node.name(), lines);
			}
		}
		return history;
	}

	void read(String node, Stream<String> lines) {
		lines.map(GIVEN::matcher).filter(Matcher::find).forEach((event) -> add(node, event));
	}

	private void add(String node, Matcher event) {
		long at = Long.parseLong(event.group(3));
		this.events++;
		this.spans.computeIfAbsent(event.group(1), (donor) -> new TreeMap<>())
			.merge(new Tenure(Long.parseLong(event.group(2)), node), new Span(at, at), Span::with);
	}

	/**
	 * How much was recorded.
	 * @return the number of donations that workers were given, repeated ones included
	 */
	public int events() {
		return this.events;
	}

	/**
	 * Donors that were on two nodes, or under two grants, at once; or under a smaller
	 * token after a larger one.
	 * @return a line for each; none if all is well
	 */
	public List<String> violations() {
		List<String> violations = new ArrayList<>();
		this.spans.forEach((donor, tenures) -> {
			Map.Entry<Tenure, Span> before = null;
			for (Map.Entry<Tenure, Span> next : tenures.entrySet()) {
				if (before != null && (before.getValue().last() >= next.getValue().first()
						|| before.getKey().token() == next.getKey().token())) {
					violations.add(donor + ": " + before + " and " + next);
				}
				before = next;
			}
		});
		return violations;
	}

	/** Ordered by token: a later grant has a larger one. */
	private record Tenure(long token, String node) implements Comparable<Tenure> {

		@Override
		public int compareTo(Tenure other) {
			int byToken = Long.compare(this.token, other.token);
			return (byToken != 0) ? byToken : this.node.compareTo(other.node);
		}

	}

	private record Span(long first, long last) {

		private Span with(Span other) {
			return new Span(Math.min(this.first, other.first), Math.max(this.last, other.last));
		}

	}

}
