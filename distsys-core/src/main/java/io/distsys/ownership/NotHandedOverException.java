package io.distsys.ownership;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * A node that leaves could not hand over in time all that it owns. The message names the
 * first of what is left, and what still runs of it.
 *
 * @since 0.1
 */
public class NotHandedOverException extends TimeoutException {

	private static final long serialVersionUID = 1L;

	private static final int MOST_NAMED = 10;

	/**
	 * Create it.
	 * @param left what is left, and what still runs of each as {@link Tenant#unfinished}
	 * says
	 */
	public NotHandedOverException(Map<ResourceKey, List<String>> left) {
		super("Not handed over in time: " + left.size() + " resources, among them " + named(left));
	}

	/** Those first of which something runs. */
	private static String named(Map<ResourceKey, List<String>> left) {
		Comparator<Map.Entry<ResourceKey, List<String>>> idleLast = Comparator
			.comparing((entry) -> entry.getValue().isEmpty());
		return left.entrySet()
			.stream()
			.sorted(idleLast.thenComparing(Map.Entry.comparingByKey()))
			.limit(MOST_NAMED)
			.map((entry) -> text(entry.getKey(), entry.getValue()))
			.collect(Collectors.joining("; "));
	}

	private static String text(ResourceKey key, List<String> running) {
		String more = (running.size() > MOST_NAMED) ? " and " + (running.size() - MOST_NAMED) + " more" : "";
		return running.isEmpty() ? key.toString()
				: key + " (" + running.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")) + more + ")";
	}

}
