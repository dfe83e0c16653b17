package io.distsys.ownership;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
		Map<Boolean, List<String>> texts = new TreeMap<>(left).entrySet()
			.stream()
			.collect(Collectors.partitioningBy((entry) -> entry.getValue().isEmpty(),
					Collectors.mapping((entry) -> text(entry.getKey(), entry.getValue()), Collectors.toList())));
		return Stream.concat(texts.get(false).stream(), texts.get(true).stream())
			.limit(MOST_NAMED)
			.collect(Collectors.joining("; "));
	}

	private static String text(ResourceKey key, List<String> running) {
		String more = (running.size() > MOST_NAMED) ? " and " + (running.size() - MOST_NAMED) + " more" : "";
		return running.isEmpty() ? key.toString()
				: key + " (" + running.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")) + more + ")";
	}

}
