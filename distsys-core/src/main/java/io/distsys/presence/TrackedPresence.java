package io.distsys.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.distsys.cluster.PerRole;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import io.distsys.tracker.Tracked;
import io.distsys.tracker.TrackedChange;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.Tracker.Nouns;
import io.distsys.tracker.TrackerStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Presences that are entries of a {@link Tracker}, found by topic.
 *
 * @since 0.1
 */
public final class TrackedPresence implements Presence {

	private static final Logger logger = LoggerFactory.getLogger(TrackedPresence.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final Nouns NOUNS = new Nouns("topic", "the key with its metadata");

	private final Tracker tracker;

	private final PerRole<TrackedPresence> ofRoles;

	private final PresenceFetcher fetcher;

	private final Executor batching;

	/**
	 * Create it.
	 * @param tracker knows who is present; of no other use
	 * @param fetcher adds what else is known
	 * @param loop for waiting
	 * @param userExecutor runs listeners
	 * @param batchInterval what happens within this time is told together
	 * @param ofRoles those of the roles of this node
	 */
	public TrackedPresence(Tracker tracker, PresenceFetcher fetcher, EventLoop loop, Executor userExecutor,
			Duration batchInterval, PerRole<TrackedPresence> ofRoles) {
		this.tracker = tracker;
		this.fetcher = fetcher;
		this.ofRoles = ofRoles;
		this.batching = (task) -> tellAfter(batchInterval, loop, userExecutor, task);
	}

	/** What cannot be told now is told later: nobody else would ask again. */
	private static void tellAfter(Duration delay, EventLoop loop, Executor userExecutor, Runnable task) {
		loop.schedule(delay, () -> {
			try {
				userExecutor.execute(task);
			}
			catch (RuntimeException | Error ex) {
				logger.debug("A listener of presence waits, the executor does not take it", ex);
				tellAfter(PAUSE, loop, userExecutor, task);
			}
		});
	}

	@Override
	public PresenceTracking track(String topic, String key, Map<String, String> metadata) {
		if (topic.isEmpty() || key.isEmpty()) {
			throw new IllegalArgumentException("Topic and key must not be empty: '" + topic + "', '" + key + "'");
		}
		Tracked entry = this.tracker.add(topic, PresenceValue.encode(key, metadata), NOUNS);
		return new Tracking(entry.id(), key);
	}

	@Override
	public Map<String, Present> list(String topic) {
		return withDetails(topic, metas(topic));
	}

	@Override
	public Map<String, List<Meta>> metas(String topic) {
		Map<String, List<Meta>> metas = new TreeMap<>();
		this.tracker.find(topic).forEach((entry) -> collect(entry, metas));
		return metas;
	}

	@Override
	public Set<String> topics() {
		return Set.copyOf(this.tracker.keys());
	}

	@Override
	public PerRole<? extends Presence> ofRoles() {
		return this.ofRoles;
	}

	@Override
	public PresenceStatistics statistics() {
		TrackerStatistics counted = this.tracker.statistics();
		return this.ofRoles.all()
			.values()
			.stream()
			.map(TrackedPresence::statistics)
			.reduce(new PresenceStatistics(counted.own(), counted.own() + counted.others()), PresenceStatistics::plus);
	}

	@Override
	public boolean isPresent(String topic, String key) {
		return this.tracker.find(topic).stream().anyMatch((entry) -> PresenceValue.keyOf(entry.value()).equals(key));
	}

	private static void collect(Tracked entry, Map<String, List<Meta>> metas) {
		PresenceValue value = PresenceValue.decode(entry.value());
		metas.computeIfAbsent(value.key(), (key) -> new ArrayList<>())
			.add(new Meta(entry.owner(), entry.id(), value.metadata()));
	}

	private Map<String, Present> withDetails(String topic, Map<String, List<Meta>> metas) {
		return present(metas, metas.isEmpty() ? Map.of() : this.fetcher.fetch(topic, metas.keySet()));
	}

	/** Without what cannot be fetched: the differences must add up all the same. */
	private Map<String, Present> withDetailsIfAny(String topic, Map<String, List<Meta>> metas) {
		try {
			return withDetails(topic, metas);
		}
		catch (Throwable ex) {
			logger.warn("Who is present is told without details, these cannot be fetched topic={}", topic, ex);
			return present(metas, Map.of());
		}
	}

	private static Map<String, Present> present(Map<String, List<Meta>> metas, Map<String, ?> details) {
		Map<String, Present> present = new TreeMap<>();
		metas.forEach((key, all) -> present.put(key, new Present(key, all, details.get(key))));
		return present;
	}

	@Override
	public Subscription subscribe(String topic, Consumer<? super PresenceDiff> listener) {
		return this.tracker.subscribe(topic, new Told(topic, listener)::tell, this.batching);
	}

	/** What one listener was told, in one difference after another. */
	private final class Told {

		private final String topic;

		private final Consumer<? super PresenceDiff> listener;

		/** How many presences of each key. */
		private final Map<String, Integer> present = new HashMap<>();

		private Told(String topic, Consumer<? super PresenceDiff> listener) {
			this.topic = topic;
			this.listener = listener;
		}

		private synchronized void tell(List<TrackedChange> changes) {
			Map<String, List<Meta>> joins = new TreeMap<>();
			Map<String, List<Meta>> leaves = new TreeMap<>();
			for (TrackedChange change : changes) {
				if (change.before() != null) {
					collect(change.before(), leaves);
				}
				if (change.after() != null) {
					collect(change.after(), joins);
				}
			}
			joins.forEach((key, metas) -> this.present.merge(key, metas.size(), Integer::sum));
			Set<String> gone = leaves.entrySet()
				.stream()
				.filter((left) -> isLast(left.getKey(), left.getValue().size()))
				.map(Map.Entry::getKey)
				.collect(Collectors.toSet());
			this.listener.accept(new PresenceDiff(this.topic, withDetailsIfAny(this.topic, joins),
					TrackedPresence.present(leaves, Map.of()), gone));
		}

		private boolean isLast(String key, int left) {
			return this.present.computeIfPresent(key, (same, count) -> (count > left) ? count - left : null) == null;
		}

	}

	private final class Tracking implements PresenceTracking {

		private final long id;

		private final String key;

		private Tracking(long id, String key) {
			this.id = id;
			this.key = key;
		}

		@Override
		public boolean update(Map<String, String> metadata) {
			return TrackedPresence.this.tracker.change(this.id, PresenceValue.encode(this.key, metadata));
		}

		@Override
		public void close() {
			TrackedPresence.this.tracker.remove(this.id);
		}

	}

}
