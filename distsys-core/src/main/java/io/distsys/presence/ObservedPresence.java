package io.distsys.presence;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.distsys.cluster.PerRole;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.time.Subscription;

/**
 * Presences and somebody who sees what callers change of them, and no look-up.
 *
 * @since 0.1
 */
public final class ObservedPresence implements Presence {

	private final Presence presence;

	private final MessageObserver observer;

	private final PerRole<ObservedPresence> ofRoles;

	private ObservedPresence(Presence presence, MessageObserver observer) {
		this.presence = presence;
		this.observer = observer;
		PerRole<? extends Presence> unobserved = presence.ofRoles();
		this.ofRoles = new PerRole<>("presences", unobserved.all().keySet(),
				(role) -> new ObservedPresence(unobserved.get(role), observer));
	}

	/**
	 * Let changes be observed.
	 * @param presence the presences, those of roles included
	 * @param observer sees what callers change of them
	 * @return presences to use in their place; the same if nobody observes
	 */
	public static Presence of(Presence presence, MessageObserver observer) {
		return (observer == MessageObserver.none()) ? presence
				: new ObservedPresence(presence, MessageObserver.guarded(observer));
	}

	private static Operation operation(String topic, String key, String method) {
		return new Operation(Kind.PRESENCE, topic, method, key);
	}

	@Override
	public PresenceTracking track(String topic, String key, Map<String, String> metadata) {
		PresenceTracking tracking = this.observer.send(operation(topic, key, "track"),
				(context) -> this.presence.track(topic, key, metadata));
		return new Tracking(tracking, topic, key, this.observer);
	}

	@Override
	public Map<String, Present> list(String topic) {
		return this.presence.list(topic);
	}

	@Override
	public Map<String, List<Meta>> metas(String topic) {
		return this.presence.metas(topic);
	}

	@Override
	public Set<String> topics() {
		return this.presence.topics();
	}

	@Override
	public boolean isPresent(String topic, String key) {
		return this.presence.isPresent(topic, key);
	}

	@Override
	public Subscription subscribe(String topic, Consumer<? super PresenceDiff> listener) {
		return this.presence.subscribe(topic, listener);
	}

	@Override
	public PerRole<? extends Presence> ofRoles() {
		return this.ofRoles;
	}

	@Override
	public PresenceStatistics statistics() {
		return this.presence.statistics();
	}

	private record Tracking(PresenceTracking tracking, String topic, String key,
			MessageObserver observer) implements PresenceTracking {

		@Override
		public boolean update(Map<String, String> metadata) {
			return this.observer.send(operation(this.topic, this.key, "update"),
					(context) -> this.tracking.update(metadata));
		}

		@Override
		public void close() {
			this.observer.send(operation(this.topic, this.key, "untrack"), (context) -> {
				this.tracking.close();
				return null;
			});
		}

	}

}
